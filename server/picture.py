"""What the file of a picture says of its making, as `POST /v1/images` and the terminal tell it.

Puts together what `server.image_bytes` reads and what `server.content_credentials` checks, and
words it. What is declared is no proof: anybody can write metadata, and sites often remove them.
"""

from dataclasses import dataclass

from server.content_credentials import Credentials, Signature, check
from server.image_bytes import AI_SOURCE_TYPES, Declared, read_image
from server.wording import Wording

WORDED = frozenset(
    {*AI_SOURCE_TYPES, "digitalCapture", "digitalCreation", "humanEdits", "compositeCapture"}
)
"""Source types that have a sentence of their own in the wording files."""


@dataclass(frozen=True, slots=True)
class Picture:
    """What the file of a picture says: types of source, who says so, and what a reader is told."""

    format: str
    declared: tuple[Declared, ...]
    """Each IPTC DigitalSourceType, and where it stands: "xmp", "c2pa" or "c2pa_ingredient"."""
    ai: bool
    """Whether a type says that AI made the picture, wholly or in part."""
    signature: Signature
    signer: str | None
    programs: tuple[str, ...]
    creator: str | None
    credit: str | None
    source: str | None
    truncated: bool
    summary: tuple[str, ...]
    """Sentences for the reader, in the language that was asked for."""


def examine(content: bytes, words: Wording) -> Picture:
    """Read a picture's file; NotAnImage when it is none."""
    facts = read_image(content)
    found = check(content, f"image/{facts.format}") if facts.c2pa else Credentials(Signature.NONE)
    if found is None:
        found = Credentials(Signature.UNCHECKED)
    # The library tells a picture from its ingredients; the bare bytes of a manifest do not.
    bare = [item for item in facts.declared if item.where != "c2pa" or not found.declared]
    declared = tuple(dict.fromkeys([*found.declared, *bare]))
    return Picture(
        format=facts.format,
        declared=declared,
        ai=any(item.ai for item in declared),
        signature=found.signature,
        signer=found.signer,
        programs=found.programs,
        creator=facts.credits.get("creator"),
        credit=facts.credits.get("credit"),
        source=facts.credits.get("source"),
        truncated=facts.truncated,
        summary=tuple(_sentences(declared, found, facts.truncated, words)),
    )


def _sentences(
    declared: tuple[Declared, ...], found: Credentials, truncated: bool, words: Wording
) -> list[str]:
    """What a reader is told, most telling first."""
    own = [item for item in declared if item.where != "c2pa_ingredient"]
    terms = sorted({item.term for item in own}, key=lambda t: (t not in AI_SOURCE_TYPES, t))
    said = [
        words.text("pictures", "declared", term if term in WORDED else "other") for term in terms
    ]
    parts = [item for item in declared if item.where == "c2pa_ingredient"]
    if any(item.ai for item in parts):
        said.append(words.text("pictures", "ingredient"))
    if not said:
        said.append(words.text("pictures", "silent"))
    if found.signature is not Signature.NONE:
        details = {"signer": found.signer or words.text("pictures", "nobody")}
        sentence = words.text("pictures", "signature", found.signature.value)
        said.append(words.fill(sentence, details))
    if truncated:
        said.append(words.text("pictures", "truncated"))
    return list(dict.fromkeys(said))
