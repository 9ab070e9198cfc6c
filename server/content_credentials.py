"""The content credentials (C2PA) of a picture: who signed it, and whether the signature fits.

Needs the extra `presscard[c2pa]`; without it a manifest is left unchecked, and that is said. Opens
no connection: manifests kept elsewhere and revocation lists are not fetched. No list of trusted
signers is used, so a signature that fits says that the file is as its signer left it, not who the
signer is. Knows no page and no card.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO
from typing import Any

from server.image_bytes import Declared, line

SETTINGS: Mapping[str, Any] = {"verify": {"remote_manifest_fetch": False, "ocsp_fetch": False}}
"""Of c2pa-rs; both are its ways to the network."""
_TERM = re.compile(r"(?:newscodes/digitalsourcetype/)?([A-Za-z]{3,60})$")


class Signature(StrEnum):
    """What is known of the signature of a picture's manifest."""

    NONE = "none"
    UNCHECKED = "unchecked"
    FITS = "fits"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a manifest says, and whether its signature fits the file."""

    signature: Signature
    signer: str | None = None
    """The name in the signer's certificate; nobody vouches for it."""
    programs: tuple[str, ...] = ()
    """What made the picture or its manifest, as the manifest names it."""
    declared: tuple[Declared, ...] = ()
    """Source types of the picture ("c2pa") and of what it was made from ("c2pa_ingredient")."""


def check(content: bytes, kind: str) -> Credentials | None:
    """Check the manifest in the bytes of a picture of MIME type `kind`.

    None without the extra, or where the library finds no manifest that it can read.
    """
    try:
        from c2pa import C2paError, Context, Reader, Settings
    except ImportError:
        return None
    try:
        context = Context(settings=Settings.from_dict(dict(SETTINGS)))
        with Reader(kind, BytesIO(content), context=context) as reader:
            state, store = reader.get_validation_state(), json.loads(reader.json())
    except (C2paError, ValueError):
        return None
    return _credentials(str(state), store)


def _credentials(state: str, store: Mapping[str, Any]) -> Credentials:
    """What c2pa-rs reports of a manifest store, in our words."""
    manifests = _mapping(store.get("manifests"))
    active = store.get("active_manifest")
    own = _mapping(manifests.get(active)) if isinstance(active, str) else {}
    declared = [Declared(term, "c2pa") for term in _terms(own.get("assertions"))]
    for label, manifest in manifests.items():
        if label != active:
            made_from = _terms(_mapping(manifest).get("assertions"))
            declared += [Declared(term, "c2pa_ingredient") for term in made_from]
    signed = _mapping(own.get("signature_info"))
    return Credentials(
        signature=Signature.FITS if state in ("Valid", "Trusted") else Signature.BROKEN,
        signer=_name(signed.get("issuer")) or _name(signed.get("common_name")),
        programs=tuple(dict.fromkeys(_programs(own))),
        declared=tuple(dict.fromkeys(declared)),
    )


def _terms(value: Any) -> Iterator[str]:
    """Every IPTC source type in a part of a manifest, at any depth that JSON was read from."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            if key == "digitalSourceType" and isinstance(item, str):
                if match := _TERM.search(item):
                    yield match[1]
            else:
                yield from _terms(item)
    elif isinstance(value, list):
        for item in value:
            yield from _terms(item)


def _programs(manifest: Mapping[str, Any]) -> Iterator[str]:
    """The programs that a manifest names: of its actions, then the one that wrote it."""
    for assertion in _list(manifest.get("assertions")):
        for action in _list(_mapping(_mapping(assertion).get("data")).get("actions")):
            agent = _mapping(action).get("softwareAgent")
            if name := _name(agent if isinstance(agent, str) else _mapping(agent).get("name")):
                yield name
    for generator in _list(manifest.get("claim_generator_info")):
        if name := _name(_mapping(generator).get("name")):
            yield name


def _name(value: Any) -> str | None:
    """A name as one bounded printable line, None for none."""
    return (line(value) or None) if isinstance(value, str) else None


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
