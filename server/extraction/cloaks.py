"""Classes and ids whose rule in the page's own style sheets keeps text from a reader.

Only what a page rarely does to text that is meant to be read: no size, far off the page, white.
`display: none` is left to the browser that posted the page: menus and tabs are switched by it, and
a rule alone does not tell whether they are open. Knows CSS as far as `.name { … }`.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

LONGEST = 60_000
"""Characters of style sheets that are searched: what a page hides by hand stands in a short one."""
MOST = 40
"""Occurrences of one sign that are looked at."""
NO_SIZE = ("font-size:0", "font-size: 0", "9999px", "10000px", "-999em")
WHITE = ("color:#fff", "color: #fff", "color:white", "color: white", "color:#FFF")
_SIMPLE = re.compile(r"\s*(?:p|span|div)?[.#]([A-Za-z_][\w-]{0,60})\s*")
_NOTHING = re.compile(
    r"font-size\s?:\s?0(?:px|em|rem|pt|%)?\s?(?:;|!|$)|(?:text-indent|left|top)\s?:\s?-(?:9999|10000|999)",
)
_INK = re.compile(r"(?<![\w-])color\s?:\s?(?:#fff(?:fff)?|white)\b", re.IGNORECASE)
_GROUND = re.compile(r"background(?:-color)?\s?:")


def cloaked(root: Any) -> tuple[frozenset[str], frozenset[str]]:
    """(names whose text has no size or no place on the page, names whose text is white)."""
    sheets = [element.text or "" for element in root.iter("style")]
    styles = [sheet for sheet in sheets if len(sheet) <= LONGEST]
    nothing = {name for name, rule in _rules(styles, NO_SIZE) if _NOTHING.search(rule)}
    white = {
        name
        for name, rule in _rules(styles, WHITE)
        if _INK.search(rule) and not _GROUND.search(rule)
    }
    return frozenset(nothing), frozenset(white)


def _rules(styles: Sequence[str], signs: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield (class or id, declarations) of the simple rules that hold one of the signs."""
    for style in styles:
        for sign in signs:
            at = style.find(sign)
            for _ in range(MOST):
                if at < 0:
                    break
                start = style.rfind("{", 0, at)
                end = style.find("}", at)
                before = max(style.rfind("}", 0, start), style.rfind("{", 0, max(start, 0)))
                if start > 0 and end > 0:
                    for selector in style[before + 1 : start][-300:].split(","):
                        simple = _SIMPLE.fullmatch(selector)
                        if simple:
                            yield simple[1], style[start + 1 : end][:1000]
                at = style.find(sign, at + 1)
