"""Which run of a page is its headline: the heading that the document's own titles bear out."""

import re
from collections.abc import Sequence
from typing import Any

from server.extraction.blocks import Run
from server.extraction.marks import FURNITURE, Mark

_TOKEN = re.compile(r"\w+")
LONGEST = 300


def stated_titles(root: Any) -> list[str]:
    """The titles a page gives itself in its head."""
    found = [root.findtext("head/title") or ""]
    for meta in root.iterfind("head/meta[@property='og:title']"):
        found.append(meta.get("content") or "")
    return [title[:LONGEST] for title in found if title.strip()]


def find(runs: Sequence[Run], titles: Sequence[str]) -> int | None:
    """The index of the headline among the runs, or None where no run is like one."""
    wanted = [set(_TOKEN.findall(title.lower())) for title in titles]
    best, choice = 0.0, None
    for n, run in enumerate(runs):
        heading = run.tag in {"h1", "h2", "h3"}
        if run.words > 45 or run.bits & Mark.HIDDEN or not (heading or run.words > 2):
            continue
        value = _value(run, wanted) if heading or run.text[:20] in str(titles) else 0.0
        value -= 0.0005 * n
        if value > best:
            best, choice = value, n
    return choice if best >= 0.5 else None


def _value(run: Run, wanted: Sequence[set[str]]) -> float:
    own = set(_TOKEN.findall(run.text.lower()))
    like = 0.0
    for title in wanted:
        common = len(own & title)
        like = max(
            like,
            2 * common / (len(own) + len(title)) if common else 0.0,
            common / len(own) - 0.25 if len(own) >= 4 and common else 0.0,
        )
    if run.tag == "h1":
        like += 0.35 if run.words > 2 or like > 0.3 else 0.0
    elif run.tag in {"h2", "h3"}:
        like += 0.15
    if run.bits & FURNITURE:
        like -= 0.2
    if run.link > 0.8 * len(run.text):
        like -= 0.1
    return like
