"""Who answers for a page: the publisher's name, its host and the ways to reach it.

Knows statements and blocks, no markup.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from server.article import Block, Link, Publisher, Quote, Role
from server.extraction.jsonld import Graph, first_text, types
from server.extraction.statements import Statements

MOST_CONTACTS = 12
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63}){1,4}")
_PHONE = re.compile(
    r"(?:(?<![\d/])\+\d[\d\s().-]{7,18}\d|(?<=phone: )\d[\d\s().-]{6,18}\d|"
    r"(?<=tel: )\d[\d\s().-]{6,18}\d|\(\d{3}\)\s?\d{3}-\d{4})",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|copyright)\s{0,2}(?:copyright\s)?(?:©\s?)?(?:(?:19|20)\d\d\s?[-–,]?\s?){0,2}(?:by\s)?"
    r"(?P<name>[^\W\d_][^.|©\n]{1,60}?)(?:\s?(?:\.|\||,|©|all rights|$))",
    re.IGNORECASE,
)
_CONTACT_LINKS = frozenset({"contact", "contact us", "kontakt", "contacto", "contato", "contatti"})
CONTACT_LONGEST = max(map(len, _CONTACT_LINKS))
_NOT_NAMES = re.compile(r"all rights|copyright|reserved|terms|privacy|\d{4}", re.IGNORECASE)


def domain_of(url: str | None) -> str:
    """The host of an address without "www."."""
    try:
        return (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def site_names(
    statements: Statements, graph: Graph, node: Mapping[str, Any], url: str | None
) -> list[str]:
    """Every name the page gives its site, the surest first, its host's label last."""
    names = [first_text(graph.resolve(node.get("publisher")))]
    names.append(statements.meta("og:site_name", "application-name", "twitter:app:name:iphone"))
    wanted = {"WebSite", "Organization", "NewsMediaOrganization"}
    names += [first_text(n.get("name")) for n in graph.nodes if types(n) & wanted]
    names.append(
        statements.meta("apple-mobile-web-app-title", "publisher", "dc.publisher", "copyright")
    )
    labels = domain_of(url).split(".")
    if len(labels) > 1:
        names.append(labels[-3] if len(labels) > 2 and len(labels[-2]) <= 3 else labels[-2])
    seen: dict[str, str] = {}
    for name in names:
        name = re.sub(r"\s+", " ", name).strip(" @")
        if name and len(name) <= 80 and not name.startswith("http"):
            seen.setdefault(name.lower(), name)
    return list(seen.values())


def find_publisher(
    names: Sequence[str], url: str | None, blocks: Sequence[Block], links: Sequence[Link] = ()
) -> Publisher:
    """The publisher with its contacts; its name from the copyright line when nothing states it."""
    contacts = find_contacts(blocks, links)
    domain = domain_of(url) or _mail_domain(blocks, contacts)
    host = domain.split(".")
    stated = [name for name in names if name.lower() not in host]
    name = next(iter(stated), "") or _copyright_name(blocks) or _printed(blocks, host)
    return Publisher(name or next(iter(names), ""), domain, contacts)


_FREE_MAIL = frozenset(
    "gmail yahoo hotmail outlook aol icloud protonmail proton gmx mail yandex rediffmail".split()
)


def _mail_domain(blocks: Sequence[Block], contacts: Sequence[Quote]) -> str:
    """The domain of the first e-mail address that the page gives for itself."""
    for quote in contacts:
        space, _, number = quote.address.partition(":")
        if space == "link":
            continue
        _, at, domain = blocks[int(number)].text[quote.start : quote.end].partition("@")
        if at and domain.split(".")[0].lower() not in _FREE_MAIL:
            return domain.lower()
    return ""


def _printed(blocks: Sequence[Block], host: Sequence[str]) -> str:
    """The block that prints the host's own label ("Devdiscourse" of devdiscourse.com)."""
    wanted = set(host[:-1]) - {"co", "com", "org", "net"}
    for block in blocks:
        if len(block.text) <= 40 and re.sub(r"\W", "", block.text).lower() in wanted:
            return block.text
    return ""


def _copyright_name(blocks: Sequence[Block]) -> str:
    """The holder that a copyright line at the page's end names."""
    for block in reversed(blocks[-80:]):
        if block.role in {Role.BOILERPLATE, Role.TAIL} and len(block.text) <= 400:
            match = _COPYRIGHT.search(block.text)
            if match and not _NOT_NAMES.search(match["name"]):
                return match["name"].strip(" ,-–")
    return ""


def find_contacts(blocks: Sequence[Block], links: Sequence[Link] = ()) -> tuple[Quote, ...]:
    """Where the furniture around an article gives a way to reach the publisher."""
    quotes = []
    for n, block in enumerate(blocks):
        if block.role not in {Role.BOILERPLATE, Role.TAIL} or len(block.text) > 600:
            continue
        found = [*_MAIL.finditer(block.text)] if "@" in block.text else []
        if "+" in block.text or "(" in block.text or ": " in block.text:
            found += _PHONE.finditer(block.text)
        for match in sorted(found, key=lambda m: m.start()):
            quotes.append(Quote(f"{block.role}:{n}", match.start(), match.end()))
    for n, link in enumerate(links):
        named = len(link.text) <= CONTACT_LONGEST and link.text.lower().strip() in _CONTACT_LINKS
        if named or (link.url.startswith("mailto:") and link.text and not quotes):
            quotes.append(Quote(f"link:{n}", 0, len(link.text)))
    return tuple(quotes[:MOST_CONTACTS])
