"""The text of a page, cut into paragraph-like lines, and how much each reads like prose.

Knows nothing of pages' roles: `server.extraction.text` decides what each line is.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from server.extraction.notes import closing_heading, furniture_heading, promo_like, prompt_like

LONGEST = 2_000_000
"""Characters read: a news page's text is under 100,000."""
MOST_LINES = 20_000

_SPACE = re.compile(r"[^\S\n]+|[\u200b-\u200f\ufeff\u00ad]+")
_END = re.compile(r"[.!?…。！？।॥۔؟।።](?:[\"'”’»)\]」』）*_]{0,3})$|[:;](?:[\"”])?$")
_INNER = re.compile(r"[.!?…][\"'”’)]{0,2}\s[\"'“‘(]{0,2}[^\W\d_a-z]|[。！？।۔؟]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f\u1780-\u17ff]")
_MARKDOWN_HEAD = re.compile(r"#{1,6}\s+(?=\S)")
_MARKDOWN_LINK = re.compile(
    r"!?\[([^\[\]\n]{0,300})\]\((?:[^()\s]{0,500})(?:\s\"[^\"\n]{0,200}\")?\)"
)
_MARKDOWN_STRONG = re.compile(r"(?<![\w*])(\*\*|__)(?=\S)([^*_\n]{1,300})\1(?!\w)")
_MARKDOWN_QUOTE = re.compile(r"(?:>\s?)+")
_RULE = re.compile(r"[-=_*~.·•—–\s|]{3,}")
_WRAPPED = (45, 110)
"""Length of a line in a text broken at a fixed width: 72 to 80 in e-mail, up to 100 in editors."""


ADVERTS = frozenset(
    "advertisement advertisements advertising ad ads publicidad publicité anzeige werbung "
    "pubblicità publicidade reklam реклама advertentie iklan विज्ञापन إعلان 广告 広告 광고".split()
)


BUTTONS = frozenset(
    "share follow save print listen bookmark facebook twitter linkedin whatsapp telegram instagram "
    "youtube reddit pinterest email flipboard threads bluesky mastodon tumblr messenger compartir "
    "compartilhar partager teilen condividi bagikan paylaş поделиться شارك शेयर".split()
)
"""Words of the buttons that stand between an article's parts."""
BESIDE_BUTTONS = BUTTONS | frozenset(
    "this article story post on via us x mail copy link gift google to and by करें".split()
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page: its words and whether it ends as a sentence does."""

    text: str
    words: int
    ends: bool
    sentences: int
    heading: bool
    """Whether it heads a list of something other than the article."""
    prompt: bool
    promo: bool
    closing: bool
    """Whether it heads what follows an article: comments, other stories."""
    advert: bool
    """Whether it only says that an advertisement stands here."""
    bar: bool
    """Whether it is a bar of buttons (share, follow, listen), after which the article goes on."""
    marked: int = 0
    """Depth of a Markdown heading, 0 for none."""

    @property
    def score(self) -> float:
        """How much it reads like a paragraph, below zero for what does not."""
        return _score(self)


def read_lines(text: str) -> tuple[list[Line], bool]:
    """The lines of a page's text, wrapped paragraphs joined, and whether any was left out."""
    cut = len(text) > LONGEST
    text = text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n")
    for mark in ("\u2028", "\u2029", "\x0b", "\x0c", "\x85"):
        text = text.replace(mark, "\n")
    raw = [_SPACE.sub(" ", line).strip() for line in text.replace("\x00", "").split("\n")]
    paragraphs = _unwrap(raw) if _wrapped(raw) else [line for line in raw if line]
    markdown = _is_markdown(paragraphs)
    lines = [line for one in paragraphs[:MOST_LINES] if (line := _line(one, markdown))]
    lines = _mark_comments(lines)
    return lines, cut or len(paragraphs) > MOST_LINES


_COMMENT = re.compile(
    r".{2,40}\s(?:says|said|wrote|writes)\s?:$|(?:log in to )?reply$|report (?:abuse|comment)$|"
    r"(?:[A-Z][a-z]+ \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]+,? \d{4}) at \d{1,2}:\d\d ?(?:[ap]m)?$|"
    r"permalink$|\d{1,4} (?:likes?|replies)$|(?:répondre|responder|antworten|rispondi|balas)$",
    re.IGNORECASE,
)
FEWEST_COMMENTS = 3
"""Lines shaped like a comment's head that make a thread: fewer may be the article's own."""


def _mark_comments(lines: list[Line]) -> list[Line]:
    """The lines; where a thread of comments stands, each comment's head closes the article."""
    heads = [n for n, one in enumerate(lines) if one.words <= 8 and _COMMENT.match(one.text)]
    if len(heads) < FEWEST_COMMENTS:
        return lines
    marked = list(lines)
    for n in heads:
        marked[n] = replace(lines[n], closing=True)
    return marked


def _wrapped(raw: list[str]) -> bool:
    """Whether the text is broken at a fixed width instead of at paragraphs."""
    low, high = _WRAPPED
    broken = long = 0
    for line, after in pairwise(raw):
        if len(line) > high:
            long += 1
        elif after and len(line) >= low and not _END.search(line) and line[0] not in "*-•#|":
            broken += after[:1].islower() or after[:1].isdigit() or len(after) >= low
    continued = sum(
        1 for line, after in pairwise(raw) if low <= len(line) <= high and after[:1].islower()
    )
    return broken >= 3 and continued >= 2 and broken > 3 * long


def _unwrap(raw: list[str]) -> list[str]:
    """Join the lines of each paragraph: one goes on until a blank, a short end or a new item."""
    low = _WRAPPED[0]
    paragraphs: list[str] = []
    open_end = False
    for line in raw:
        starts = not line or line[0] in "*-•#|>" or not open_end
        if line and not starts:
            paragraphs[-1] = f"{paragraphs[-1]} {line}"
        elif line:
            paragraphs.append(line)
        open_end = len(line) >= low or (open_end and line[-1:] not in (*".!?", ""))
    return paragraphs


def _is_markdown(paragraphs: list[str]) -> bool:
    marks = sum(
        1 for p in paragraphs if _MARKDOWN_HEAD.match(p) or "](" in p or _MARKDOWN_STRONG.search(p)
    )
    return marks >= 1


def _line(text: str, markdown: bool) -> Line | None:
    """The line, Markdown's marks taken off; None for a rule or nothing."""
    depth = 0
    if markdown:
        head = _MARKDOWN_HEAD.match(text)
        depth = len(head[0].strip()) if head else 0
        text = text[head.end() :] if head else text
        quote = _MARKDOWN_QUOTE.match(text)
        text = text[quote.end() :] if quote else text
        text = _MARKDOWN_STRONG.sub(r"\2", _MARKDOWN_LINK.sub(r"\1", text)).strip()
        if re.fullmatch(r"([*_])[^*_]{1,600}\1", text):
            text = text[1:-1].strip()
    if not text or _RULE.fullmatch(text):
        return None
    dense = len(_CJK.findall(text[:4000]))
    spaces = text.count(" ") + 1
    words = max(spaces, dense // 2) if dense > len(text[:4000]) * 0.3 else spaces
    return Line(
        text=text,
        words=words,
        ends=_END.search(text[-6:]) is not None,
        sentences=len(_INNER.findall(text[:4000])),
        heading=furniture_heading(text),
        prompt=prompt_like(text),
        promo=promo_like(text),
        closing=closing_heading(text),
        advert=text.strip(" -–—:").lower() in ADVERTS,
        bar=len(text) <= 80 and _is_bar(text.lower()),
        marked=depth,
    )


def _is_bar(text: str) -> bool:
    """Whether the words are those of buttons and what stands beside them."""
    tokens = re.findall(r"\w+", text)
    if (
        text.startswith(("share ", "partager ", "compart", "condividi", "bagikan"))
        and len(tokens) < 6
    ):
        return True
    return any(t in BUTTONS for t in tokens) and all(t in BESIDE_BUTTONS for t in tokens)


def _score(line: Line) -> float:
    """Weights set on the development pages' tuning sites; rerun tools/evaluate_metadata.py."""
    if line.advert or line.bar:
        return -0.3
    if line.closing:
        return -6.0
    if line.heading:
        return -1.5
    if line.promo:
        return -1.5
    if line.prompt:
        return -1.0
    if line.ends:
        if line.words >= 12:
            return min(line.words, 80) / 10 + min(line.sentences, 4) * 0.5
        return 0.3 if line.words >= 4 else -0.5
    if line.words >= 30:
        return 1.5
    return -0.6 if line.words >= 8 else -1.0
