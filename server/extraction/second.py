"""A second reader, newspaper4k, for the rare page on which ours finds no paragraph at all.

Imported only then: it is slow, and elsewhere it reads worse (docs/decisions/newspaper.md). It may
name which of our blocks are body; it adds no text. Knows lxml.

It is given HTML and a made-up address, and no leave to fetch images: with its defaults it looks up
every address a page names, and it reads `file:` addresses from the disk.
"""

from collections.abc import Sequence
from typing import Any

from lxml import etree

from server.article import Role
from server.extraction.blocks import Run
from server.extraction.marks import Mark

LONGEST = 150_000
"""Characters of markup handed over: 400,000 of divisions take it 4 s."""
FEWEST_WORDS = 150
"""Words a page must show for another look at it."""
LITTLE_PROSE = 2.0
"""Prose in the body below which no paragraph of any length was found."""
LINE_WORDS = 4
_ADDRESS = "https://page.invalid/article"
_UNREAD = ("script", "style", "noscript", "svg", "iframe", "template")


def wanted(runs: Sequence[Run], roles: Sequence[Role]) -> bool:
    """Whether a page with text was left without a body."""
    prose = sum(
        run.score
        for run, role in zip(runs, roles, strict=True)
        if role is Role.BODY and run.score > 0
    )
    if prose >= LITTLE_PROSE:
        return False
    shown = sum(run.words for run in runs if not run.bits & (Mark.HIDDEN | Mark.UNSEEN))
    return shown >= FEWEST_WORDS


def reread(root: Any, runs: Sequence[Run], roles: list[Role]) -> None:
    """Make body of the furniture that the second reader takes for the article's text.

    Takes scripts, styles and the like off the tree.
    """
    text = " ".join(_newspaper(root).split())
    if not text:
        return
    for n, run in enumerate(runs):
        free = roles[n] is Role.BOILERPLATE and not run.bits & (Mark.HIDDEN | Mark.UNSEEN)
        if free and run.words >= LINE_WORDS and run.text in text:
            roles[n] = Role.BODY


def _newspaper(root: Any) -> str:
    """What newspaper4k reads; nothing where it fails, as it does without its extra packages."""
    etree.strip_elements(root, *_UNREAD, with_tail=False)
    html = etree.tostring(root, encoding="unicode", method="html")
    if len(html) > LONGEST:
        return ""
    try:
        from newspaper import Article

        article = Article(_ADDRESS, fetch_images=False)
        article.download(input_html=html)
        article.parse()
        return str(article.text)
    except Exception:  # whatever a third reader of hostile input raises, ours stands
        return ""
