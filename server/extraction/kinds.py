"""What sort of page this is: an article, or a home page, a list, a gallery, a video, a wall.

Judges what has been read: the roles of the runs, the facts, the address and the words that such
pages use (data/kinds.toml). Knows no tree.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from server.article import PageKind, Role
from server.extraction.blocks import Run
from server.extraction.marks import Mark
from server.extraction.tree import Facts

STUB = 150
"""Words of body below which a text may be a stub; a card needs as many to be rated."""
SHORT = 400
"""Words of body up to which an address or a schema type may say that a page is no article."""
WALL = 350
"""Words of a page that is only a consent wall or an error page."""
LINKED_TITLES = 6
"""Linked titles in lists that make a page a list when little else is on it."""
GALLERY_PICTURES = 4
_ARTICLE_TYPES = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle "
    "ReviewNewsArticle BackgroundNewsArticle BlogPosting og:article".split()
)
_LIST_TYPES = frozenset(
    "CollectionPage SearchResultsPage ProfilePage ItemList CategoryPage og:profile".split()
)
_THING_TYPES = frozenset(
    "Product og:product ProductGroup JobPosting Event QAPage FAQPage SoftwareApplication Recipe "
    "MusicAlbum Movie Book Course ContactPage AboutPage CheckoutPage DiscussionForumPosting".split()
)


@dataclass(frozen=True, slots=True)
class Page:
    """What kinds are told by."""

    facts: Facts
    path: tuple[str, ...]
    title: str
    """The document's title and the headline, in lower case."""
    headline: str
    """The headline and its kicker, in lower case."""
    text: str
    """The first words of all that is visible, in lower case."""
    body: int
    """Words of body."""
    words: int
    """Words of all that is visible."""
    teasers: int
    """Titles of other stories in lists, menus aside."""
    listed: float
    """Share of the page's prose that stands in such lists."""
    pictures: int
    captions: int


@cache
def words(kind: str) -> tuple[str, ...]:
    """The entries of one list of data/kinds.toml."""
    path = files("server.extraction") / "data" / "kinds.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(table[kind])


def tell(
    facts: Facts, runs: Sequence[Run], url: str | None, teasers: int, listed: float, pictures: int
) -> tuple[PageKind, str]:
    """(kind, what says so); the reason is empty for an article."""
    visible = [run for run in runs if not run.bits & (Mark.HIDDEN | Mark.UNSEEN)]
    body = sum(_words(block.text) for block in facts.blocks if block.role is Role.BODY)
    headline = f"{facts.kicker} | {facts.headline}".lower()
    page = Page(
        facts=facts,
        path=_path(url or facts.url),
        title=f"{facts.metadata.get('title', '')} | {headline}".lower(),
        headline=headline,
        text=" ".join(run.text for run in visible[:400])[:20_000].lower() if body < SHORT else "",
        body=body,
        words=sum(run.words for run in visible),
        teasers=teasers,
        listed=listed,
        pictures=pictures,
        captions=sum(block.role is Role.CAPTION for block in facts.blocks),
    )
    judges = _live, _error, _home, _consent, _paywall, _list, _thing, _video, _gallery, _empty
    for judge in judges:
        found = judge(page)
        if found:
            return found
    return PageKind.ARTICLE, ""


Verdict = tuple[PageKind, str] | None


def _words(text: str) -> int:
    """Words, two letters being one where a script has no spaces."""
    spaces = text.count(" ") + 1
    return spaces if len(text) < 20 * spaces else len(text) // 2


def _path(url: str | None) -> tuple[str, ...]:
    try:
        path = urlsplit(url or "").path
    except ValueError:
        return ()
    return tuple(part for part in path.lower().split("/") if part)


def _says(text: str, kind: str) -> str:
    """The first of a list's wordings that a text holds."""
    return next((word for word in words(kind) if word in text), "")


def _in_path(page: Page, kind: str) -> str:
    known = words(kind)
    return next((part for part in page.path[:4] if part in known), "")


def _live(page: Page) -> Verdict:
    if "LiveBlogPosting" in page.facts.kinds:
        return PageKind.LIVE, "its data call it a live blog"
    said = _says(page.headline, "live")
    if said and page.body >= STUB and (_in_path(page, "live_path") or "live" in said):
        return PageKind.LIVE, f"its title says “{said.strip(' |:–—-')}”"
    part = _in_path(page, "live_path")
    if part and page.body >= STUB and "VideoObject" not in page.facts.kinds:
        return PageKind.LIVE, f"its address says “{part}”"
    return None


def _error(page: Page) -> Verdict:
    said = _says(page.title, "error")
    if said and page.body < STUB and page.words < WALL:
        return PageKind.ERROR, f"its title says “{said}”"
    return None


def _home(page: Page) -> Verdict:
    if not page.facts.url and not page.path:
        return None
    last = page.path[-1] if page.path else ""
    if not page.path or (len(page.path) == 1 and last in words("home_path")):
        known = page.facts.kinds & _ARTICLE_TYPES
        if not known or page.teasers >= LINKED_TITLES:
            return PageKind.HOME, "its address is the site's own"
    return None


def _consent(page: Page) -> Verdict:
    if page.body >= SHORT or page.words > WALL:
        return None
    said = [word for word in words("consent") if word in page.text]
    if len(said) >= 2 and page.facts.published is None:
        return PageKind.CONSENT, f"it asks for consent: “{said[0]}”"
    return None


def _paywall(page: Page) -> Verdict:
    if page.body >= SHORT:
        return None
    closed = page.facts.metadata.get("jsonld.isAccessibleForFree", "").lower() == "false"
    said = _says(page.text, "paywall")
    if page.body < STUB + 50 and (said or closed) and (page.body >= 10 or page.facts.headline):
        if closed and not said:
            return PageKind.PAYWALL, "its data say that it is not free, and the text is short"
        if page.body < STUB or closed:
            return PageKind.PAYWALL, f"the text breaks off: “{said}”"
    return None


def _list(page: Page) -> Verdict:
    article = page.facts.kinds & _ARTICLE_TYPES
    part = _in_path(page, "list_path")
    if page.teasers >= LINKED_TITLES // 2 and part and not article and page.body < SHORT:
        return PageKind.LIST, f"its address says “{part}”, and it lists {page.teasers} stories"
    kind = next(iter(sorted(page.facts.kinds & _LIST_TYPES)), "")
    if kind and not article and page.teasers >= LINKED_TITLES // 2 and page.body < SHORT:
        return PageKind.LIST, f"its data call it {kind.removeprefix('og:')}"
    if page.teasers >= LINKED_TITLES and page.body < STUB and not article:
        return PageKind.LIST, f"it lists {page.teasers} stories and has little text of its own"
    few = page.teasers >= LINKED_TITLES // 2 and page.listed > 0.8
    many = page.teasers >= 2 * LINKED_TITLES and page.listed > 0.6
    if (few or many) and not article:
        return PageKind.LIST, f"most of its text introduces {page.teasers} other stories"
    return None


def _thing(page: Page) -> Verdict:
    kind = next(iter(sorted(page.facts.kinds & _THING_TYPES)), "")
    if kind and not page.facts.kinds & _ARTICLE_TYPES and page.body < SHORT:
        return PageKind.OTHER, f"its data call it {kind.removeprefix('og:')}"
    return None


def _video(page: Page) -> Verdict:
    if page.body >= STUB:
        return None
    if any(kind.startswith("og:video") for kind in page.facts.kinds):
        return PageKind.VIDEO, "its data call it a video"
    known = page.facts.kinds & _ARTICLE_TYPES
    if "VideoObject" in page.facts.kinds and (not known or page.body < STUB // 2):
        return PageKind.VIDEO, "it holds a video and little text"
    part = _in_path(page, "video_path")
    if part:
        return PageKind.VIDEO, f"its address says “{part}”, and it has little text"
    return None


def _gallery(page: Page) -> Verdict:
    if page.facts.kinds & {"ImageGallery", "MediaGallery"} and page.body < SHORT:
        return PageKind.GALLERY, "its data call it a gallery"
    if page.pictures < GALLERY_PICTURES or page.body >= STUB:
        return None
    said, part = _says(page.headline, "gallery"), _in_path(page, "gallery_path")
    if part or said:
        return PageKind.GALLERY, f"it says “{part or said}”, and it has little text"
    if page.captions >= 2 * GALLERY_PICTURES:
        return PageKind.GALLERY, f"it is {page.pictures} pictures with captions"
    return None


def _empty(page: Page) -> Verdict:
    return (PageKind.OTHER, "no text of an article was found") if page.body < 10 else None
