"""The role of each run of a page: where the article starts and ends, and what stands in it.

Marks and position decide; wording only where lines of that wording stand: around pictures, at the
ends of the article. Knows runs and boxes, no tree; facts (headline, byline) have the last word in
`server.extraction.metadata`.
"""

import re
from collections.abc import Collection, Sequence

from server.article import Role
from server.extraction.blocks import Box, Picture, Run
from server.extraction.choose import signature, signature_of
from server.extraction.marks import FURNITURE, Mark
from server.extraction.notes import (
    NOTE_WORDS,
    begging,
    caption_like,
    closing_role,
    credit_like,
    furniture_heading,
    note_role,
    promo_like,
    prompt_like,
    speaks_of_machines,
)

AFTER_HEADLINE = 0.35
"""Share of the prose below a headline from which what stands above it is not the article's."""
ARTICLE = 15.0
"""Prose after which a further h1 opens another article, about 150 words."""
SPARSE = 4.0
"""Prose below which a box that is called the article's body is taken line by line: a calendar."""
ABOVE, BELOW = 14, 16
"""Runs above the first paragraph and below the last in which labels, captions and notes stand."""
NOTES_WITHIN = 5
"""Paragraphs at either end of the body that may be notes."""
PROMPT_WORDS = 60
_MADE = re.compile(
    r"\b(?:AI|A\.I\.|IA|KI|ChatGPT|Gemini|Claude|artificial|machine|editors?|edited|transl\w+|"
    r"contribut\w+|reporting|reported by|columnist|author|writer|opinions?|views|correct\w*|"
    r"updated|clarif\w+|originally|first published|sponsor\w*|affiliate|disclos\w+|agenc\w+|"
    r"Reuters|AFP|AP|PTI|staff|newsroom)\b|[①-⑨]|AI生成|生成AI",
)
"""What italics at the end of an article are about when they are a note."""
NEVER = (
    Mark.NAV | Mark.RELATED | Mark.COMMENT | Mark.AD | Mark.CONSENT | Mark.POPUP | Mark.HIDDEN
    | Mark.UNSEEN
)  # fmt: skip
"""Marks in which nothing of the article stands, whatever its words."""
NO_PROSE = FURNITURE | Mark.HIDDEN | Mark.UNSEEN | Mark.CAPTION | Mark.STANDFIRST
PICTURE_LINES = 3
RIGHTS = ("©", "copyright", "(c)", "all rights")
FRAMES = 4
FRAMED = frozenset({"div", "span", "small", "td", "font", "center", "cite", "figure", "section"})
CARD_RUNS = 6
LIST_ITEMS = 3
HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
LABEL_MARKS = Mark.BYLINE | Mark.DATE | Mark.KICKER | Mark.NOTE
SUBHEADINGS = frozenset({"h2", "h3", "h4"})
BELOW_HEADLINE = 8
EMBEDDED = Mark.EMBED | Mark.QUOTE
LABELS = ((Mark.BYLINE | Mark.DATE, Role.BYLINE), (Mark.KICKER, Role.KICKER),
          (Mark.STANDFIRST, Role.STANDFIRST))  # fmt: skip
LABEL_WORDS = 45
SIGNED, SIGNED_WORDS = (
    ("by ", "by:", "von ", "par ", "por ", "oleh ", "door ", "av ", "texto: "),
    14,
)
CREDIT_SIGNS = (":", "：", "©", "/", "|", "=", "ourtesy", " by ")
"""What tells "Photo: A. Lee/AP" from "File photo" in an element that is called a caption."""


def assign(
    runs: Sequence[Run], main: Box, headline: int | None, pictures: Collection[int]
) -> tuple[list[Role], int, int]:
    """(the role of every run, first, last) of the article; `pictures` are the runs after images."""
    roles = [Role.BOILERPLATE] * len(runs)
    if not runs:
        return roles, 0, -1
    first, last = _extent(runs, main, headline) if main.start < main.end else (0, -1)
    top = first if headline is None or headline > first else headline
    for n in range(max(0, top - ABOVE), min(len(runs), last + BELOW)):
        run = runs[n]
        if run.bits & (Mark.HIDDEN | Mark.UNSEEN):
            continue
        if run.bits & (Mark.CAPTION | Mark.FIGURE | Mark.CREDIT):
            roles[n] = caption_role(run)
        elif first <= n <= last:
            roles[n] = _inside(run, n == first)
        elif n < first:
            roles[n] = _label(run)
            if roles[n] is Role.BOILERPLATE and n > top and _signed(run):
                roles[n] = Role.BYLINE
    if headline is not None and not runs[headline].bits & Mark.HIDDEN:
        roles[headline] = Role.HEADLINE
    _mark_pictures(runs, roles, pictures)
    _mark_standfirst(runs, roles, headline, first, last)
    _mark_notes(runs, roles, first, last, main)
    return roles, first, last


def _extent(runs: Sequence[Run], main: Box, headline: int | None) -> tuple[int, int]:
    """The first and the last run of the body."""
    start, end = main.start, main.end
    if headline is not None and start <= headline < end:
        after = sum(run.score for run in runs[headline:end] if _prose(run))
        if after >= AFTER_HEADLINE * sum(run.score for run in runs[start:end] if _prose(run)):
            start = headline + 1
    if sum(run.score for run in runs[start:end] if _prose(run)) < SPARSE and main.own & Mark.BODY:
        lines = [n for n in range(start, end) if _line(runs[n])]
        return (lines[0], lines[-1]) if lines else (start, end - 1)
    if start >= end:
        return start, start - 1
    first = next((n for n in range(start, end) if _prose(runs[n])), start)
    end = _next_article(runs, first, end, headline)
    last = next((n for n in range(end - 1, first - 1, -1) if _prose(runs[n])), end - 1)
    first = _widened(runs, range(first - 1, start - 1, -1), first)
    last = _widened(runs, range(last + 1, end), last)
    return first, _listed(runs, range(last + 1, end), last)


def _listed(runs: Sequence[Run], beyond: range, edge: int) -> int:
    """The edge moved over a plain list below the last paragraph: a recipe, technical data."""
    items = 0
    for n in beyond:
        run = runs[n]
        if run.bits & (Mark.HIDDEN | Mark.UNSEEN | Mark.CAPTION | Mark.FIGURE):
            continue
        if run.bits & (FURNITURE | LABEL_MARKS) or run.link or furniture_heading(run.text):
            break
        if run.tag == "li":
            items += 1
            if items >= LIST_ITEMS:
                edge = n
        elif run.tag not in HEADINGS:
            break
    return edge


def _widened(runs: Sequence[Run], beyond: range, edge: int) -> int:
    """The edge moved over the short paragraphs that stand where the outermost long one does."""
    known = runs[edge]
    for n in beyond:
        run = runs[n]
        if run.bits & (Mark.HIDDEN | Mark.UNSEEN):
            continue
        if run.box is not known.box or run.tag != known.tag:
            if run.bits & (Mark.CAPTION | Mark.FIGURE | Mark.AD) and not run.bits & Mark.RELATED:
                continue
            break
        if run.bits & FURNITURE or run.link > 0.5 * len(run.text) or furniture_heading(run.text):
            break
        if run.ends or run.words >= 6:
            edge = n
    return edge


def _prose(run: Run) -> bool:
    return run.score >= 1.0 and not run.bits & NO_PROSE


def _line(run: Run) -> bool:
    return run.words >= 3 and run.link <= 0.5 * len(run.text) and not run.bits & NO_PROSE


def _next_article(runs: Sequence[Run], first: int, end: int, headline: int | None) -> int:
    """The run at which another article starts below this one, or the end."""
    prose = 0.0
    title = signature_of(runs[headline].element) if headline is not None else None
    for n in range(first, end):
        run = runs[n]
        if run.tag == "h1" and prose >= ARTICLE and run.words >= 4:
            if _apart(runs[first].box, run.box, signature_of(run.element) == title):
                return n
        elif run.score > 0:
            prose += run.score
    return end


def _apart(one: Box, other: Box, titled: bool) -> bool:
    """Whether two boxes stand in two like branches of the tree, as two articles do.

    A branch must be called an article, unless it is `titled` by a heading like the first one's.
    """
    above = []
    box: Box | None = one
    while box is not None:
        above.append(box)
        box = box.parent
    branch, box = other, other.parent
    while box is not None and box not in above:
        branch, box = box, box.parent
    if box is None or branch in above or above.index(box) == 0:
        return False
    if not titled and not branch.own & (Mark.ARTICLE | Mark.BODY):
        return False
    return signature(above[above.index(box) - 1]) == signature(branch)


def caption_role(run: Run) -> Role:
    """CAPTION or CREDIT of a run that stands with a picture."""
    if run.bits & NEVER:
        return Role.BOILERPLATE
    credit = run.bits & Mark.CREDIT
    if not credit and credit_like(run.text):
        credit = not run.bits & Mark.CAPTION or any(sign in run.text for sign in CREDIT_SIGNS)
    return Role.CREDIT if credit and run.words < LABEL_WORDS else Role.CAPTION


def _inside(run: Run, opening: bool) -> Role:
    """The role of a run between the first and the last paragraph."""
    if run.bits & (FURNITURE | Mark.PULL) or run.bits & EMBEDDED == EMBEDDED:
        return Role.BOILERPLATE
    if run.link > 0.6 * len(run.text) and (not run.ends or run.words < 8):
        return Role.BOILERPLATE
    if furniture_heading(run.text) or prompt_like(run.text):
        return Role.BOILERPLATE
    if run.words <= NOTE_WORDS and begging(run.text):
        return Role.BOILERPLATE
    if run.bits & (Mark.EMBED | Mark.VIDEO) and run.tag[0] == "h" and _in_card(run.box):
        return Role.BOILERPLATE
    if run.link and run.words <= PROMPT_WORDS and promo_like(run.text):
        return Role.BOILERPLATE
    if not run.ends and run.words <= SIGNED_WORDS and caption_like(run.text):
        return caption_role(run)
    label = _label(run)
    if label is Role.BOILERPLATE or (label is Role.STANDFIRST and not opening):
        return Role.BODY  # a subtitle below the first paragraph is a subheading
    return label


def _in_card(box: Box | None) -> bool:
    """Whether a box stands in the small box of a video or of something embedded."""
    while box is not None and box.end - box.start <= CARD_RUNS:
        if box.own & (Mark.EMBED | Mark.VIDEO):
            return True
        box = box.parent
    return False


def _label(run: Run) -> Role:
    """The role that an element's own name gives a short run."""
    if run.words < LABEL_WORDS and not run.bits & NEVER:
        for mark, role in LABELS:
            if run.bits & mark:
                return role
    return Role.BOILERPLATE


def _signed(run: Run) -> bool:
    """Whether a short line opens as bylines do."""
    text = run.text.lower()
    return run.words <= SIGNED_WORDS and text.startswith(SIGNED) and not run.bits & FURNITURE


def _mark_pictures(runs: Sequence[Run], roles: list[Role], pictures: Collection[int]) -> None:
    """Lines right after a picture that are worded as a caption or a credit are that."""
    for start in pictures:
        for n in range(start, min(len(runs), start + PICTURE_LINES)):
            run = runs[n]
            if roles[n] in {Role.CAPTION, Role.CREDIT}:
                continue
            if roles[n] not in {Role.BODY, Role.BOILERPLATE} or run.bits & NEVER:
                break
            if run.words > 80 or run.link > 0.5 * len(run.text) or not caption_like(run.text):
                break
            roles[n] = caption_role(run)


def mark_lines_of_pictures(
    runs: Sequence[Run], roles: list[Role], pictures: Sequence[Picture], first: int, last: int
) -> None:
    """The one or two short lines in a box that holds a picture and nothing else are its caption."""
    for picture in pictures:
        box: Box | None = picture.box
        for _ in range(FRAMES):
            if box is None or box.end > box.start:
                break
            box = box.parent
        if box is None or not 1 <= box.end - box.start <= 2:
            continue
        if not first - ABOVE <= box.start <= last:
            continue
        inside = range(box.start, box.end)
        if all(_framed(runs[n], roles[n]) for n in inside):
            for n in inside:
                roles[n] = caption_role(runs[n])


def _framed(run: Run, role: Role) -> bool:
    """Whether a run that stands with a picture may be its caption."""
    if role not in {Role.BODY, Role.BOILERPLATE, Role.CAPTION, Role.CREDIT} or run.bits & NEVER:
        return False
    return run.tag in FRAMED and run.words <= LABEL_WORDS and run.link <= 0.3 * len(run.text)


def _mark_standfirst(
    runs: Sequence[Run], roles: list[Role], headline: int | None, first: int, last: int
) -> None:
    """A heading right below the headline, or a summary before the body, is the standfirst."""
    if headline is None or Role.STANDFIRST in roles[headline : first + 1]:
        return
    for n in range(headline + 1, min(headline + BELOW_HEADLINE, first + 1, last)):
        run = runs[n]
        free = roles[n] in {Role.BODY, Role.BOILERPLATE}
        if not free or run.bits & (NEVER | FURNITURE) or run.link or run.words > LABEL_WORDS:
            continue
        heading = run.tag in SUBHEADINGS and run.words >= 5 and n == headline + 1
        summary = run.box.own & Mark.LEDE and run.box.end - run.box.start <= 2 and run.words >= 5
        header = run.bits & Mark.HEADER and run.words >= 6 and n <= headline + 3
        if heading or summary or header:
            roles[n] = Role.STANDFIRST
            return


def _mark_notes(runs: Sequence[Run], roles: list[Role], first: int, last: int, main: Box) -> None:
    """Notes at either end of the body, and below it, get their roles."""
    body = [n for n in range(first, last + 1) if roles[n] is Role.BODY]
    for n in body[:NOTES_WITHIN]:
        if note_role(runs[n].text) is Role.EDITOR_NOTE:
            roles[n] = Role.EDITOR_NOTE
    for n in body[max(1, len(body) - NOTES_WITHIN) :]:
        roles[n] = _closing(runs[n]) or Role.BODY
    _drop_list(runs, roles, body)
    _drop_headed(runs, roles, first, last)
    for n in range(last + 1, min(len(runs), last + 1 + BELOW)):
        run = runs[n]
        if roles[n] is not Role.BOILERPLATE or run.bits & NEVER:
            continue
        if run.bits & Mark.FOOTER and not run.bits & (Mark.ARTICLE | Mark.BODY):
            continue
        if n >= main.end and run.text.lower().startswith(RIGHTS):
            continue
        note = note_role(run.text) if run.link <= 0.6 * len(run.text) else None
        if note:
            roles[n] = note
    for n in range(max(0, first - ABOVE), min(len(runs), last + BELOW)):
        run = runs[n]
        noted = run.bits & Mark.NOTE and not run.bits & NEVER and run.words > 3
        noted = noted or (run.bits & Mark.SUMMARY and speaks_of_machines(run.text))
        if noted and roles[n] in {Role.BODY, Role.BOILERPLATE}:
            roles[n] = Role.EDITOR_NOTE


def _closing(run: Run) -> Role | None:
    """The role of a paragraph near the end that speaks of the text, its author or the site."""
    return note_role(run.text) or _slanted(run) or closing_role(run.text, run.words)


def _drop_list(runs: Sequence[Run], roles: list[Role], body: Sequence[int]) -> None:
    """A list of links at the very end leads elsewhere."""
    end = len(body)
    while end and runs[body[end - 1]].tag == "li":
        end -= 1
    items = body[end:]
    if len(items) >= 3 and sum(runs[n].link > 0 for n in items) >= 0.6 * len(items):
        for n in items:
            roles[n] = Role.BOILERPLATE


def _drop_headed(runs: Sequence[Run], roles: list[Role], first: int, last: int) -> None:
    """A list of links right below a heading such as "Don't miss" leads elsewhere."""
    for n in range(first, last):
        if roles[n] is Role.BOILERPLATE and furniture_heading(runs[n].text):
            end = n + 1
            while end <= last and runs[end].box.bits & Mark.LIST and runs[end].link:
                end += 1
            for item in range(n + 1, end):
                roles[item] = Role.BOILERPLATE


def _slanted(run: Run) -> Role | None:
    """TAIL for a run set in italics that speaks of how the text was made."""
    element = run.element
    if element.tag != "p" or run.words > NOTE_WORDS or len(element) != 1:
        return None
    inner = element[0]
    if inner.tag not in {"em", "i"} or ((element.text or "") + (inner.tail or "")).strip():
        return None
    return Role.TAIL if _MADE.search(run.text) else None
