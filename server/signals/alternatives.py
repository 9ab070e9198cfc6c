"""One expression for many phrases, written as a tree: a text is left at its first wrong letter.

Plain alternatives are tried one after the other at every place of a text, which is most of what
looking for a long list costs. Knows no list.
"""

import re
from collections.abc import Iterable


def tree(phrases: Iterable[str]) -> str:
    """An expression for any of the phrases, the longest at each place; either apostrophe."""
    below: dict[str, list[str]] = {}
    ends = False
    for phrase in phrases:
        if phrase:
            below.setdefault(phrase[0].replace("’", "'"), []).append(phrase[1:])
        ends = ends or not phrase
    rows = [_letter(first) + tree(rest) for first, rest in below.items()]
    if len(rows) < 2 and not ends:
        return "".join(rows)
    return f"(?:{'|'.join(rows)}){'?' if ends else ''}" if rows else ""


def _letter(letter: str) -> str:
    return "['’]" if letter == "'" else re.escape(letter)


def whole(phrases: Iterable[str]) -> re.Pattern[str]:
    """A case-blind pattern of whole phrases, the longest first; it never matches an empty list."""
    wanted = sorted(set(phrases))
    if not wanted:
        return re.compile(r"(?!)")
    firsts = (
        "".join(dict.fromkeys(phrase[0] for phrase in wanted)).replace("’", "'").replace("'", "'’")
    )
    # Cheaper than looking back, and the same where a phrase begins with a letter.
    edge = r"\b" if re.fullmatch(r"\w+", firsts) else r"(?<!\w)"
    return re.compile(rf"{edge}(?=[{re.escape(firsts)}]){tree(wanted)}(?!\w)", re.IGNORECASE)
