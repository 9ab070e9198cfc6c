"""The headline among a page's titles, without the name of the site. Knows strings only."""

import re
from collections.abc import Sequence

_SEPARATOR = re.compile(r"\s(?:[|•·–—»:]|-{1,2}|::)\s|\s?\|\s?")
_TOKEN = re.compile(r"[^\W_]+")
_AFFIX_WORDS = 6
"""Words a site's name and section may have in a title: "Sport | The Evening Post" is seven with the
longest section seen."""


def tokens(text: str) -> list[str]:
    """The words of a title, without case."""
    return [token.lower() for token in _TOKEN.findall(text)]


def likeness(one: str, other: str) -> float:
    """Token F1 of two titles."""
    a, b = tokens(one), tokens(other)
    if not a or not b:
        return 0.0
    rest = list(b)
    common = 0
    for token in a:
        if token in rest:
            rest.remove(token)
            common += 1
    return 2 * common / (len(a) + len(b))


def strip_site(title: str, names: Sequence[str]) -> str:
    """The title without a site or section name before or after it."""
    squeezed = {_squeeze(name) for name in names if name}
    for _ in range(4):
        cuts = [m for m in _SEPARATOR.finditer(title) if m.start() > 0]
        if not cuts:
            break
        head, tail = title[: cuts[-1].start()], title[cuts[-1].end() :]
        if _is_site(tail, squeezed):
            title = head.strip()
            continue
        first, rest = title[: cuts[0].start()], title[cuts[0].end() :]
        if _squeeze(first) in squeezed and rest:
            title = rest.strip()
            continue
        break
    return title


def _is_site(text: str, squeezed: set[str]) -> bool:
    key = _squeeze(text)
    if not key:
        return True
    if len(tokens(text)) > _AFFIX_WORDS:
        return False  # a headline may name the site
    return any(key == name or (len(key) > 3 and (key in name or name in key)) for name in squeezed)


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+|^the|(?:com|net|org)$", "", text.lower())


def choose(
    headings: Sequence[str], stated: Sequence[str], document_title: str, names: Sequence[str]
) -> str:
    """The headline: the h1 that the page's other titles bear out, else the best of those.

    `stated` are the titles of JSON-LD, Open Graph and the like, the surest first.
    """
    site = {_squeeze(name) for name in names}
    clean = [strip_site(title, names) for title in stated if title]
    clean = [title for title in clean if _squeeze(title) not in site]
    document = strip_site(document_title, names)
    others = [title for title in [*clean, document] if title]
    best, best_value = "", 0.0
    for n, heading in enumerate(headings):
        if _squeeze(heading) in site or not tokens(heading):
            continue
        borne_out = max((likeness(heading, title) for title in others), default=0.0)
        value = borne_out + 0.02 * min(len(tokens(heading)), 8) - 0.01 * n
        if value > best_value:
            best, best_value = heading, value
    enough = 0.35 if len(tokens(best)) >= 4 or not others else 0.55
    if best and (best_value >= enough or (len(headings) == 1 and len(tokens(best)) >= 4)):
        return best
    return _shortest_agreed(clean, document) or best


def _shortest_agreed(clean: Sequence[str], document: str) -> str:
    """The first stated title; the document's own where nothing else is stated."""
    return clean[0] if clean else document


def split_kicker(title: str, stated: Sequence[str]) -> tuple[str, str]:
    """(headline, kicker) of a heading that holds both, a line or a bar apart."""
    lines = [line.strip(" |•·") for line in title.split("\n")]
    lines = [line for line in lines if line]
    if len(lines) < 2:
        return " ".join(lines), ""
    whole = " ".join(lines)
    rest = " ".join(lines[1:])
    fits = max((likeness(rest, other) for other in stated if other), default=0.0)
    fits_whole = max((likeness(whole, other) for other in stated if other), default=0.0)
    if len(tokens(lines[0])) <= 6 and fits >= fits_whole:
        return rest, lines[0]
    return whole, ""
