"""What a page says of itself: an article in parts, each part a fact that can be pointed at.

Field names follow schema.org's NewsArticle. This module only holds data: it knows no HTML, no
signals and no rating. `server.extraction` builds an Article; `server.signals` reads it.

Every text that evidence may quote has an *address*, a short string that `Article.text_at` resolves:

    "<role>:<n>"      block n of `Article.blocks` (its role is repeated for the human reader)
    "image:<n>.<f>"   field f (alt, title or a key of `Image.metadata`) of image n
    "link:<n>"        the text of link n
    "metadata:<key>"  the entry `key` of `Article.metadata`
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a block of text is on its page."""

    HEADLINE = "headline"
    KICKER = "kicker"
    STANDFIRST = "standfirst"
    BYLINE = "byline"
    DATELINE = "dateline"
    BODY = "body"
    CAPTION = "caption"
    CREDIT = "credit"
    EDITOR_NOTE = "editor_note"
    TAIL = "tail"
    BOILERPLATE = "boilerplate"


class PageKind(StrEnum):
    """What sort of page this is; only ARTICLE and LIVE can be rated."""

    ARTICLE = "article"
    LIVE = "live"
    HOME = "home"
    LIST = "list"
    GALLERY = "gallery"
    VIDEO = "video"
    PAYWALL = "paywall"
    CONSENT = "consent"
    ERROR = "error"
    OTHER = "other"


class GenreName(StrEnum):
    """What sort of writing the page says it is."""

    REPORT = "report"
    OPINION = "opinion"
    ANALYSIS = "analysis"
    REVIEW = "review"
    SATIRE = "satire"
    SPONSORED = "sponsored"
    PRESS_RELEASE = "press_release"


class BylineKind(StrEnum):
    """Who the byline names: people, a desk of the publisher, a news agency, or nobody."""

    PERSON = "person"
    DESK = "desk"
    AGENCY = "agency"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph-like run of text as the reader sees it, whitespace collapsed."""

    role: Role
    text: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A verbatim stretch of the page: `text_at(address)[start:end]`."""

    address: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Byline:
    """The byline as printed ("By A and B, Reuters"), its kind, and the names without titles."""

    text: str = ""
    kind: BylineKind = BylineKind.NONE
    names: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    """Agency names as printed in the byline ("Reuters"), not resolved."""
    url: str | None = None
    """The author's own page, absolute, where the byline links to one."""
    where: Quote | None = None
    shown: tuple[str, ...] = ()
    """Who signs as a reader sees it, where structured data name other people (`names`)."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """One statement of a date on the page.

    `value` is ISO 8601 with the offset when the page states one ("2026-01-13T04:34:00+05:30"),
    a date alone ("2026-01-13") when it gives no time, a naive time when it gives no zone.
    """

    value: str
    source: str
    """Where it was read: "visible", "jsonld", "meta", "microdata", "time" or "url"; "relative"
    where it says "2 hours ago", reckoned from when the page was seen."""
    where: Quote | None = None


@dataclass(frozen=True, slots=True)
class Dateline:
    """The place (and date) of filing that opens a report, as printed."""

    place: str
    where: Quote


@dataclass(frozen=True, slots=True)
class Publisher:
    """The organisation that answers for the page."""

    name: str = ""
    domain: str = ""
    contacts: tuple[Quote, ...] = ()
    """Where the page gives a way to reach the publisher: e-mail, telephone, contact link."""


@dataclass(frozen=True, slots=True)
class Genre:
    """The genre and what on the page says so; `labelled` when a reader can see a label."""

    name: GenreName = GenreName.REPORT
    labelled: bool = False
    where: Quote | None = None
    source: str = "default"
    """What decided: "label", "kicker", "url", "schema", "markup", "text" or "default"."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link: `block` is the index of the block that holds it, None outside all blocks."""

    url: str
    text: str
    block: int | None = None
    rel: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the article (not of the furniture around it).

    `caption` and `credit` are block indices. `metadata` holds what structured data says of it:
    "creditText", "caption", "copyrightNotice", "digitalSourceType", ...
    """

    src: str
    alt: str = ""
    title: str = ""
    caption: int | None = None
    credit: int | None = None
    lead: bool = False
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Policy:
    """A publisher policy the page links to or declares, by its schema.org property.

    `kind`: correctionsPolicy, ethicsPolicy, ownershipFundingInfo, masthead, publishingPrinciples,
    verificationFactCheckingPolicy, unnamedSourcesPolicy, actionableFeedbackPolicy,
    diversityPolicy, missionCoveragePrioritiesPolicy, aiPolicy (ours), about (ours) or
    contact (ours).
    """

    kind: str
    url: str
    where: Quote


@dataclass(frozen=True, slots=True)
class Article:
    """A page, read."""

    blocks: tuple[Block, ...] = ()
    headline: str = ""
    kicker: str = ""
    standfirst: str = ""
    byline: Byline = field(default_factory=Byline)
    dateline: Dateline | None = None
    published: Stamp | None = None
    modified: Stamp | None = None
    stamps: tuple[Stamp, ...] = ()
    """Every dated statement that was read, the two above included; they may disagree."""
    publisher: Publisher = field(default_factory=Publisher)
    genre: Genre = field(default_factory=Genre)
    kind: PageKind = PageKind.ARTICLE
    kind_reason: str = ""
    """For a page that is not an article: what on it says so, in a few words of ours, for the
    tools by which the rules are mended; a card words the kind itself."""
    links: tuple[Link, ...] = ()
    images: tuple[Image, ...] = ()
    policies: tuple[Policy, ...] = ()
    language: str | None = None
    """Primary language subtag ("en", "hi"), from the page or from its words."""
    url: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)
    """Raw statements of the page about itself that signals may quote: "jsonld.author", ..."""
    hidden: tuple[str, ...] = ()
    """Article-like text that the markup hides from the reader; never in a block."""
    source: str = "html"
    """"html" or "text"."""
    truncated: bool = False
    """Whether the page was longer than extraction reads."""

    def with_role(self, *roles: Role) -> Iterator[tuple[int, Block]]:
        """Yield (index, block) of the blocks with one of the roles, in page order."""
        return ((n, block) for n, block in enumerate(self.blocks) if block.role in roles)

    @property
    def body(self) -> str:
        """The body blocks, separated by blank lines."""
        return "\n\n".join(block.text for _, block in self.with_role(Role.BODY))

    def address(self, index: int) -> str:
        """The address of block `index`."""
        return f"{self.blocks[index].role}:{index}"

    def text_at(self, address: str) -> str:
        """The text that `address` names; KeyError when it names nothing."""
        space, _, rest = address.partition(":")
        try:
            if space == "metadata":
                return self.metadata[rest]
            if space == "link":
                return self.links[int(rest)].text
            if space == "image":
                number, _, name = rest.partition(".")
                image = self.images[int(number)]
                return {"alt": image.alt, "title": image.title, **image.metadata}[name]
            return self.blocks[int(rest)].text
        except (ValueError, IndexError, KeyError):
            raise KeyError(f"no text at {address!r}") from None
