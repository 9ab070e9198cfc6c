"""What sort of page this is: an article, or a home page, a list, a gallery, a video, a wall.

Judges what has been read: the roles of the runs, the facts, the address and the words that such
pages use (data/kinds.toml). Knows no tree.
"""

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from server.article import Block, PageKind, Role
from server.extraction.blocks import Run
from server.extraction.choose import CLOSERS, ENDS, Listed
from server.extraction.marks import Mark
from server.extraction.tree import Facts

STUB = 150
"""Words of body below which a text may be a stub; a card needs as many to be rated."""
SHORT = 400
"""Words of body up to which an address or a schema type may say that a page is no article."""
WALL = 350
"""Words of a page that is only a consent wall or an error page."""
HALF_STUB, LIVE = 75, 20
FEWEST_PARAGRAPHS = 3
"""Paragraphs by which a short text that says nothing of itself is an article."""
TEASED, AFTER_WALL, WALL_LINE = 45, 40, 60
"""Words of body above and below a line that asks for a subscription, and words it may have."""
UPDATES = 3
"""Lines that are only a time of day: the updates of a live blog."""
ERROR_PAGE = 80
"""Words of a page whose title holds the number of an error and need say nothing else."""
SLUG = 3
"""Hyphens of an address's last part from which it spells a headline."""
FEW_TITLES, LINKED_TITLES, MANY_TITLES = 3, 6, 12
"""Linked titles in lists that make a page a list when little else is on it."""
LITTLE = 4.0
"""Prose, in tens of words: two or three sentences that head a list."""
BELOW = 14
"""Runs below the body in which a wall asks for money."""
GALLERY_PICTURES, PICTURE_LINE, PICTURE_TEXT = 4, 15, 80
"""Pictures of a gallery, words of body for each, and in all where there is little but pictures."""
COUNTERS, COUNTER_LONGEST = 3, 11
"""Lines such as "2 / 7" that make a gallery, and their characters."""
GATE = 8
"""Runs below the body in which links to sign in or to pay are a wall's."""
MOST_A_TIME = 150
"""Words that one update of a live blog has at most, on average."""
_ARTICLE_TYPES = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle "
    "ReviewNewsArticle BackgroundNewsArticle BlogPosting og:article".split()
)
_STATED_ARTICLES = _ARTICLE_TYPES - {"og:article"}
"""Types that no content system gives to all its pages."""
_LIST_TYPES = frozenset(
    "CollectionPage SearchResultsPage ProfilePage ItemList CategoryPage og:profile".split()
)
_THING_TYPES = frozenset(
    "Product og:product ProductGroup JobPosting Event QAPage FAQPage SoftwareApplication Recipe "
    "PodcastEpisode RadioEpisode TVEpisode AudioObject PodcastSeries MusicAlbum Movie Book Course "
    "ContactPage AboutPage CheckoutPage DiscussionForumPosting".split()
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
    paragraphs: int
    """Blocks of body that end as a sentence does."""
    known: bool
    """Whether it is dated, signed, or called an article by its data."""
    words: int
    """Words of all that is visible."""
    wall: str
    """What asks for a subscription where the text breaks off."""
    gate: str
    """The address right below the body at which a reader is asked to sign in or to pay."""
    counters: int
    """Lines that count pictures."""
    updates: int
    """Lines in the body that are only a time of day."""
    listed: Listed
    pictures: int
    captions: int


@cache
def words(kind: str) -> tuple[str, ...]:
    """The entries of one list of data/kinds.toml."""
    path = files("server.extraction") / "data" / "kinds.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(table[kind])


def tell(
    facts: Facts, runs: Sequence[Run], url: str | None, listed: Listed, pictures: int
) -> tuple[PageKind, str]:
    """(kind, what says so); no reason for an article."""
    visible = [run for run in runs if not run.bits & (Mark.HIDDEN | Mark.UNSEEN)]
    told = [block.text for block in facts.blocks if block.role is Role.BODY]
    body = sum(_words(text) for text in told)
    headline = " | ".join(filter(None, (facts.kicker, facts.headline))).lower()
    page = Page(
        facts=facts,
        path=_path(url or facts.url),
        title=f"{facts.metadata.get('title', '')} | {headline}".lower(),
        headline=headline,
        text=_lower(visible[:400]) if body < SHORT else "",
        wall=_wall(facts.blocks) if body < STUB + 50 else "",
        gate=_gate(facts.blocks, visible) if body < STUB else "",
        counters=sum(_counts(run.text) for run in visible),
        updates=_updates(facts.blocks),
        body=body,
        paragraphs=sum(map(_ended, told)),
        known=bool(
            facts.kinds & _ARTICLE_TYPES or facts.published or facts.byline.text or facts.dateline
        ),
        words=sum(run.words for run in visible),
        listed=listed,
        pictures=pictures,
        captions=sum(block.role is Role.CAPTION for block in facts.blocks),
    )
    judges = _live, _error, _consent, _home, _paywall, _video, _list, _thing, _gallery, _empty
    for judge in judges:
        found = judge(page)
        if found:
            return found
    return PageKind.ARTICLE, ""


Verdict = tuple[PageKind, str] | None


def _ended(text: str) -> bool:
    """Whether a text ends as a sentence does, and not where something was cut off."""
    last = text.rstrip(CLOSERS)[-1:]
    return last in ENDS and last != "…" and not text.endswith(("...", "[…]", "[...]"))


def _asks(text: str) -> str:
    """What in a line asks for a subscription: a known wording, or two words that meet there."""
    return _says(text, "paywall") or (_says(text, "paid") and _says(text, "paid_for"))


def _body_of(blocks: Sequence[Block]) -> list[int]:
    """The numbers of the blocks of the body."""
    return [n for n, block in enumerate(blocks) if block.role is Role.BODY]


def _wall(blocks: Sequence[Block]) -> str:
    """The wording of a line that asks for a subscription, if the text breaks off there."""
    title = next((n for n, block in enumerate(blocks) if block.role is Role.HEADLINE), 0)
    told = _body_of(blocks)
    for n in range(title + 1, min(len(blocks), max([title, *told]) + BELOW)):
        text = blocks[n].text
        said = _asks(text.lower()) if _words(text) < WALL_LINE else ""
        if said:
            above = [blocks[m].text for m in told if m < n]
            after = (blocks[m].text for m in told if m > n)
            rest = sum(_words(text) for text in after if not _says(text.lower(), "paid"))
            broken = not above or not _ended(above[-1])
            shown = sum(map(_words, above))
            teased = shown < (STUB if _says(text.lower(), "rest") else TEASED)
            return said if (broken or teased) and rest < AFTER_WALL else ""
    return ""


def _counts(text: str) -> bool:
    return len(text) <= COUNTER_LONGEST and _COUNTER.fullmatch(text) is not None


def _gate(blocks: Sequence[Block], visible: Sequence[Run]) -> str:
    """The address of a second link to sign in or to pay that stands right below a body."""
    told = _body_of(blocks)
    found: list[str] = []
    for run in visible[told[-1] + 1 : told[-1] + 1 + GATE] if told else ():
        if run.bits & GATELESS:
            continue
        for text, href, _ in run.links:
            if _words(text) <= GATE and _GATE.search(href[:200]):
                found.append(href[:60])
    return found[1] if len(found) > 1 else ""


def _updates(blocks: Sequence[Block]) -> int:
    """The lines that are only a time of day, between the paragraphs of a body or before one."""
    told = _body_of(blocks)
    within = blocks[max(0, told[0] - 1) : told[-1]] if told else ()
    return sum(_TIME.fullmatch(block.text) is not None for block in within)


_TIME = re.compile(
    r"(?:[01]?\d|2[0-3])[:.h][0-5]\d(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?", re.IGNORECASE
)
_COUNTER = re.compile(r"\d{1,3}\s?(?:/|of|von|de|di|sur|из|\|)\s?\d{1,3}")
_GATE = re.compile(
    r"subscri|subskri|abonn|abone|/abo\b|//abo\.|offers?\b|offre|checkout|register|regist|log-?in|"
    r"sign-?in|connexion|anmeld|konto|account|assin|suscri|abbona|prenumer|langganan|member|payment|"
    r"aktiver|premium|/plus\b|tilaa|elofizet|predplat",
    re.IGNORECASE,
)
"""What addresses at which a reader signs in or pays hold."""
GATELESS = Mark.NAV | Mark.HEADER | Mark.FOOTER | Mark.SHARE | Mark.COMMENT
_ERROR_NUMBER = re.compile(r"(?<!\d)(?:40\d|410|429|451|50[0-4])(?!\d)")


def _lower(runs: Sequence[Run]) -> str:
    return " ".join(run.text for run in runs if not run.bits & Mark.HIDDEN)[:20_000].lower()


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
    part, updating = _in_path(page, "live_path"), page.updates >= UPDATES
    said = _says(page.headline, "live") or ("live" if page.headline.endswith(" live") else "")
    if page.body < LIVE or (page.body < STUB and not updating and not (said and part)):
        return None
    if said and (part or updating or "live" in said):
        return PageKind.LIVE, f"its title says “{said.strip(' |:–—-')}”"
    if part and "VideoObject" not in page.facts.kinds:
        return PageKind.LIVE, f"its address says “{part}”"
    if page.updates > UPDATES and page.body < MOST_A_TIME * page.updates:
        return PageKind.LIVE, f"its text is {page.updates} updates, each with its time"
    return None


def _error(page: Page) -> Verdict:
    said = _says(page.title, "error")
    if page.facts.kinds & _ARTICLE_TYPES and page.body >= HALF_STUB:
        return None
    if said and page.body < STUB and page.words < WALL:
        return PageKind.ERROR, f"its title says “{said}”"
    number = _ERROR_NUMBER.search(page.title) if page.words < ERROR_PAGE else None
    return (PageKind.ERROR, f"its title says “{number[0]}”") if number else None


def _home(page: Page) -> Verdict:
    if not page.facts.url and not page.path:
        return None
    last = page.path[-1] if page.path else ""
    if not page.path or (len(page.path) == 1 and last in words("home_path")):
        known = page.facts.kinds & _ARTICLE_TYPES
        if not known or page.listed.titles >= LINKED_TITLES:
            return PageKind.HOME, "its address is the site's own"
    return None


def _consent(page: Page) -> Verdict:
    if page.body >= SHORT or page.words > WALL or page.facts.published is not None:
        return None
    if page.listed.titles >= FEW_TITLES:
        return None
    said = [word for word in words("consent") if word in page.text]
    stems = [word for word in words("consent_stem") if word in page.text]
    if len(said) >= 2 or len(stems) >= 3 or (said and len(stems) >= 2):
        return PageKind.CONSENT, f"it asks for consent: “{(said or stems)[0]}”"
    return None


def _paywall(page: Page) -> Verdict:
    if page.body >= STUB + 50 or not (page.body >= 10 or page.facts.headline):
        return None
    closed = page.facts.metadata.get("jsonld.isAccessibleForFree", "").lower() == "false"
    if page.wall:
        return PageKind.PAYWALL, f"the text breaks off: “{page.wall}”"
    if page.gate and page.known:
        return PageKind.PAYWALL, f"below its {page.body} words it asks to sign in or pay"
    if closed and page.body < HALF_STUB:
        return PageKind.PAYWALL, "its data say that it is not free, and the text is short"
    return None


def _list(page: Page) -> Verdict:
    titles, rest = page.listed.titles, page.listed.rest
    numbers = bool(page.path) and all(part.isdigit() for part in page.path)
    part = "/".join(page.path) if numbers else _in_path(page, "list_path")
    kind = next(iter(sorted(page.facts.kinds & _LIST_TYPES)), "")
    if page.facts.kinds & _STATED_ARTICLES or (page.facts.kinds & _ARTICLE_TYPES and not kind):
        return None
    if part and kind and page.body < SHORT:
        return PageKind.LIST, f"its data call it {kind}, and its address says “{part}”"
    last = page.path[-1] if page.path else ""
    if part in page.path[-2:] and page.body < STUB and last.count("-") < SLUG:
        return PageKind.LIST, f"its address says “{part}”, and it has little text of its own"
    if titles < FEW_TITLES:
        return None
    if part and (page.body < SHORT or rest < page.listed.prose):
        return PageKind.LIST, f"its address says “{part}”, and it lists {titles} stories"
    if kind and page.body < SHORT:
        return PageKind.LIST, f"its data call it {kind.removeprefix('og:')}"
    if rest < LITTLE or (titles >= LINKED_TITLES and rest < 2 * LITTLE):
        return PageKind.LIST, f"it lists {titles} stories and has little text of its own"
    if titles >= MANY_TITLES and rest < 0.5 * page.listed.prose and page.facts.published is None:
        return PageKind.LIST, f"most of its text introduces {titles} other stories"
    return None


def _thing(page: Page) -> Verdict:
    if page.facts.kinds & _STATED_ARTICLES:
        return None
    if len(page.path) > 1 and page.path[0] in words("thing_path") and page.body < SHORT:
        return PageKind.OTHER, f"its address says “{page.path[0]}”"
    kind = next(iter(sorted(page.facts.kinds & _THING_TYPES)), "")
    if kind and page.body < SHORT:
        return PageKind.OTHER, f"its data call it {kind.removeprefix('og:')}"
    if len(page.path) <= 2 and page.path[-1:] and page.path[-1] in words("other_path"):
        return PageKind.OTHER, f"its address says “{page.path[-1]}”"
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
    if part and page.listed.titles < LINKED_TITLES:
        return PageKind.VIDEO, f"its address says “{part}”, and it has little text"
    return None


def _gallery(page: Page) -> Verdict:
    if page.facts.kinds & {"ImageGallery", "MediaGallery"} and page.body < SHORT:
        return PageKind.GALLERY, "its data call it a gallery"
    if page.body >= STUB:
        return None
    if page.counters >= COUNTERS:
        return PageKind.GALLERY, f"it counts {page.counters} pictures, and it has little text"
    if page.pictures < GALLERY_PICTURES:
        return None
    said, part = _says(page.headline, "gallery"), _in_path(page, "gallery_path")
    if part or said:
        return PageKind.GALLERY, f"it says “{part or said}”, and it has little text"
    if page.captions >= 2 * GALLERY_PICTURES:
        return PageKind.GALLERY, f"it is {page.pictures} pictures with captions"
    if page.body < PICTURE_TEXT and page.captions >= GALLERY_PICTURES:
        return PageKind.GALLERY, f"it is {page.pictures} pictures with captions"
    lines = page.pictures > GALLERY_PICTURES and page.body < PICTURE_LINE * page.pictures
    if lines and not page.known:
        return PageKind.GALLERY, f"it is {page.pictures} pictures with a line of text each"
    return None


def _empty(page: Page) -> Verdict:
    """No text, or a little that is neither dated nor signed nor called an article."""
    if page.body < 10:
        return PageKind.OTHER, "no text of an article was found"
    if page.body < HALF_STUB and page.paragraphs < FEWEST_PARAGRAPHS and not page.known:
        return PageKind.OTHER, "its short text has no date and no author"
    return None
