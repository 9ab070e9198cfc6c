"""A page's HTML to an Article: one parse, one walk, then roles and facts."""

from server.article import Article, Block, PageKind
from server.extraction import choose, guards, roles
from server.extraction.blocks import Walk
from server.extraction.marks import Mark


def extract(html: bytes | str, url: str | None = None, charset: str | None = None) -> Article:
    """Read the HTML of a page; never raises."""
    root, cut = guards.parse(html, charset)
    if root is None:
        return Article(url=url, kind=PageKind.OTHER, kind_reason="no text", truncated=cut)
    walk = Walk(root)
    choose.weigh(walk.runs)
    choose.believe(walk.boxes, walk.runs)
    main = choose.main_box(walk.boxes, walk.runs)
    given = roles.assign(walk.runs, main)
    hidden = tuple(run.text for run in walk.runs if run.bits & Mark.HIDDEN and run.words > 3)
    blocks = tuple(
        Block(role, run.text)
        for run, role in zip(walk.runs, given, strict=True)
        if not run.bits & (Mark.HIDDEN | Mark.UNSEEN)
    )
    return Article(blocks=blocks, url=url, hidden=hidden, truncated=cut)
