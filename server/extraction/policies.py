"""Publisher policies that a page declares (schema.org) or links to, by what the links are called.

Knows statements, links and blocks, no markup.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any
from urllib.parse import urljoin

from server.article import Block, Link, Policy, Quote, Role
from server.extraction.jsonld import Graph, first_text, members

LONGEST = 60
"""Characters of a link's text that can be the name of a policy."""
WORDS = 6
PATH_WORDS, ADDRESS_LONGEST = 3, 120
RELATIONS = {"about": "about", "contact": "contact"}
"""Kinds of policy by a link's relation: "about" of RFC 6903, "contact" of the microformats."""
LAST = 80
"""Links from the end of a page, its footer, whose addresses are read; of others the texts only."""


@cache
def _tables() -> tuple[dict[str, str], tuple[tuple[str, str], ...]]:
    """(kind by text, (fragment of an address, kind) pairs)."""
    path = files("server.extraction") / "data" / "policies.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    by_text: dict[str, str] = {}
    by_url: list[tuple[str, str]] = []
    for kind, entry in table.items():
        for text in entry["text"]:
            by_text.setdefault(text.lower(), kind)
        by_url += [(fragment, kind) for fragment in entry["url"]]
    return by_text, tuple(by_url)


def policy_kind(text: str) -> str | None:
    """The policy that a link with this text leads to."""
    if len(text) > LONGEST or text.count(" ") > WORDS:
        return None
    return _kind_of(text)


@lru_cache(maxsize=8192)
def _kind_of(text: str) -> str | None:
    """The same of a text short enough; a site's menus are the same on every page."""
    by_text = _tables()[0]
    bare = text.lower().strip(" .:|›»>")
    return by_text.get(bare) or by_text.get(bare.removeprefix("our ").removeprefix("the "))


def _path(link: Link) -> str:
    """The path of an address that may be a policy's; an article about ethics has a long slug."""
    if link.text.count(" ") > PATH_WORDS or len(link.url) > ADDRESS_LONGEST:
        return ""
    path = "/" + link.url.lower().split("://")[-1].partition("/")[2].split("?")[0]
    return path if path.count("/") <= 4 and path.count("-") <= 5 else ""


def find_policies(
    graph: Graph, node: Mapping[str, Any], links: Sequence[Link], blocks: Sequence[Block], base: str
) -> tuple[Policy, ...]:
    """Every policy once: what is declared before what is linked, that before bare text."""
    found: dict[str, Policy] = {}
    for policy in (
        *_declared(graph, node, base),
        *_linked(links),
        *(() if links else _named(blocks)),
    ):
        found.setdefault(policy.kind, policy)
    return tuple(found.values())


def _declared(graph: Graph, node: Mapping[str, Any], base: str) -> Iterator[Policy]:
    """Yield the policies of the page's organisation nodes; `metadata:jsonld.<kind>` holds each."""
    for kind, url in declared_policies(graph, node).items():
        yield Policy(kind, _absolute(base, url), Quote(f"metadata:jsonld.{kind}", 0, len(url)))


def declared_policies(graph: Graph, node: Mapping[str, Any]) -> dict[str, str]:
    """Address by kind of the policies that structured data declares."""
    kinds = [kind for kind in _tables_kinds() if kind not in {"aiPolicy", "about", "contact"}]
    owners = [node, *(graph.resolve(item) for item in members(node.get("publisher")))]
    owners += graph.of_type("NewsMediaOrganization", "Organization", "WebSite")
    found: dict[str, str] = {}
    for owner in owners:
        if not isinstance(owner, Mapping):
            continue
        for kind in kinds:
            value = owner.get(kind)
            url = first_text(value) if value else ""
            if url:
                found.setdefault(kind, url[:500])
    return found


@cache
def _tables_kinds() -> tuple[str, ...]:
    by_text, by_url = _tables()
    return tuple(dict.fromkeys([*by_text.values(), *(kind for _, kind in by_url)]))


def _linked(links: Sequence[Link]) -> Iterator[Policy]:
    """Yield what links lead to, by their texts or, in the footer, by their addresses."""
    last = max(0, len(links) - LAST)
    paths = [_path(link) for link in links[last:]]
    together = "\n".join(paths)
    present = [entry for entry in _tables()[1] if entry[0] in together]
    for n, link in enumerate(links):
        kind = policy_kind(link.text)
        if not kind and link.rel:
            stated = (RELATIONS[name] for name in link.rel.lower().split() if name in RELATIONS)
            kind = next(stated, None)
        if not kind and n >= last:
            path = paths[n - last]
            kind = next((kind for fragment, kind in present if fragment in path), None)
        if kind:
            yield Policy(kind, link.url, Quote(f"link:{n}", 0, len(link.text)))


def _named(blocks: Sequence[Block]) -> Iterator[Policy]:
    """Yield policies that a page's footer names in a text without links, with no address."""
    for n, block in enumerate(blocks):
        if block.role is not Role.BOILERPLATE or len(block.text) > 300:
            continue
        position = 0
        for part in block.text.replace("·", "|").replace("•", "|").split("|"):
            name = part.strip()
            kind = policy_kind(name) if name else None
            if kind:
                start = position + part.index(name)
                yield Policy(kind, "", Quote(f"{block.role}:{n}", start, start + len(name)))
            position += len(part) + 1


def _absolute(base: str, url: str) -> str:
    try:
        return urljoin(base, url)
    except ValueError:
        return url
