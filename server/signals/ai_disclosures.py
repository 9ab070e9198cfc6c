"""Disclosures of AI in one located piece of text: what was made, with what, checked by whom.

`read_disclosure` is pure: a text, the role of its block and where in the article it stands. It
reads what a page says of itself and never guesses from style; it knows no article and no outcome.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from server.article import Role
from server.signals.ai_claims import claims_in
from server.signals.ai_features import second_opinion
from server.signals.ai_labels import MAX_FOOTER, footer_claims, signature_claims
from server.signals.ai_passage import IMAGE_ROLES, About, Claim, Passage
from server.signals.ai_words import marks_in, may_name_ai
from server.signals.credit_lines import Position, is_listing
from server.signals.folding import fold
from server.signals.grammar import Script, scripts_in

__all__ = ["About", "AiDisclosure", "Review", "read_disclosure"]

MAX_READ = 4_000
"""Characters read of a block: a disclosure is short, and stands at the edge of a long block."""
MAX_BODY = {Position.MIDDLE: 350}
"""Running text in mid-article is read only when it is as short as a note."""
MAX_BODY_EDGE = 1_200
MAX_SENTENCES = 24
DENIAL = 16
"""Characters of a sentence that are read to see whether it denies the one before."""


class Review(StrEnum):
    """Whether a person checked the result, as far as the page says."""

    YES = "yes"
    NO = "no"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class AiDisclosure:
    """One disclosure: `text[start:end]` is its wording."""

    about: About
    start: int
    end: int
    tools: tuple[str, ...] = ()
    human_review: Review = Review.UNSTATED
    shows_no_real_event: bool = False
    vague: bool = False


def read_disclosure(
    text: str,
    role: Role = Role.BODY,
    position: Position = Position.UNKNOWN,
    language: str | None = None,
) -> tuple[AiDisclosure, ...]:
    """The disclosures of AI in a text, in order. The language does not narrow the search."""
    page = passage_of(text, role, position)
    if page is None:
        return ()
    claims = [claim for span in page.sentences[:MAX_SENTENCES] for claim in _claims(page, *span)]
    return _merged(page, claims)


def passage_of(text: str, role: Role, position: Position) -> Passage | None:
    """The text as the readers take it; None where it cannot hold a disclosure."""
    if role in (Role.HEADLINE, Role.DATELINE) or not text:
        return None
    if role is Role.BODY and len(text) > MAX_BODY.get(position, MAX_BODY_EDGE):
        return None
    if role is Role.BOILERPLATE and len(text) > MAX_FOOTER:
        return None
    folded = fold(text[:MAX_READ])
    scripts = scripts_in(folded.text)
    if scripts == [Script.LATIN] and not may_name_ai(folded):
        return None
    marks = marks_in(folded, scripts)
    if not marks or (role not in IMAGE_ROLES and is_listing(folded.text, scripts)):
        return None
    return Passage(folded, scripts, role, position, marks)


_DENIAL = re.compile(
    r"[\"'( ]*(?:(?:no|nein|non|nee|nie|nej|nei|нет|ні|hayir|لا|نه|नहीं|না|نہیں|இல்லை|tidak|khong"
    r"|不是|没有|いいえ|아니|οχι)[,.!:;]|it (?:isn't|wasn't|is not|was not)\b)"
)
"""The sentence after "Readers ask whether the picture is AI": "It isn't"."""


def _claims(page: Passage, start: int, end: int) -> list[Claim]:
    """What one sentence, label or signature discloses."""
    if page.text[start:end].endswith("?") or _DENIAL.match(page.text, end, end + DENIAL):
        return []
    if page.role is Role.BOILERPLATE:
        return footer_claims(page, start, end)
    signed = signature_claims(page, start, end) if page.role is Role.BYLINE else []
    return signed or claims_in(page, start, end) or second_opinion(page, start, end)


def _merged(page: Passage, claims: list[Claim]) -> tuple[AiDisclosure, ...]:
    """Disclosures from claims: neighbours about one thing are one, with what they add beside it."""
    found: list[AiDisclosure] = []
    order = {span[0]: n for n, span in enumerate(page.sentences)}
    groups: list[list[Claim]] = []
    for claim in claims:
        near = groups and order[claim.start] - order[groups[-1][-1].start] <= 1
        if near and groups[-1][-1].about is claim.about:
            groups[-1].append(claim)
        else:
            groups.append([claim])
    for group in groups:
        first, last = order[group[0].start], order[group[-1].start]
        while last + 1 < len(page.sentences) and _adds(page, page.sentences[last + 1]):
            last += 1
        while first > 0 and _adds(page, page.sentences[first - 1]):
            first -= 1
        start, end = page.sentences[first][0], page.sentences[last][1]
        found.append(
            AiDisclosure(
                group[0].about,
                *page.folded.back(start, len(page.text[:end].rstrip())),
                tuple(dict.fromkeys(t for c in group for t in c.tools)),
                _review(page, start, end),
                page.has("unreal", start, end),
                all(c.vague for c in group),
            )
        )
    return tuple(found)


def _adds(page: Passage, span: tuple[int, int]) -> bool:
    """Whether a neighbouring sentence says that it is fictional, or was checked by people."""
    return (
        any(page.has(name, *span) for name in ("unreal", "review", "unreviewed"))
        and span[1] - span[0] <= 300
        and not any(span[0] <= m.start < span[1] for m in page.marks)
    )


def _review(page: Passage, start: int, end: int) -> Review:
    if page.has("unreviewed", start, end) and not page.has("review", start, end):
        return Review.NO
    if page.has("review", start, end):
        negated = page.has("unreviewed", start, end)
        return Review.NO if negated else Review.YES
    return Review.UNSTATED
