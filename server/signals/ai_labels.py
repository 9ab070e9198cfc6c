"""What short forms that are no sentences say of AI: the label of a box, a signature, a footer.

`ai_claims` reads sentences. Knows no article and no outcome.
"""

import re

from server.signals.ai_claims import LABEL_GAP, MAX_MARKS
from server.signals.ai_passage import About, Claim, Passage, apart
from server.signals.ai_words import Mark, tools_named
from server.signals.grammar import AND, WITH

MAX_LABEL = 120
MAX_FOOTER = 200
"""Characters of a label over a box, and of a footer's sentence about the whole site."""


def footer_claims(page: Passage, start: int, end: int) -> list[Claim]:
    """A label such as "AI Summary" over a box beside the article, or a footer's sentence that some
    of the site's content may be made with AI."""
    marks = page.marks_in(start, end)[:MAX_MARKS]
    if not marks or any(page.has(name, start, end) for name in ("about", "talk", "not_before")):
        return []
    if _may_be_made(page, start, end):
        return [Claim(About.TEXT, start, end, tools_named(marks), True)]
    boxes = page.find("summary", start, end)
    if len(page.text) > MAX_LABEL or not boxes:
        return []
    near = min(apart(box, mark.span) for box in boxes for mark in marks)
    if near > LABEL_GAP or (end - start > 60 and not page.has("made", start, end)):
        return []
    return [Claim(About.SUMMARY, start, end, tools_named(marks), False)]


def _may_be_made(page: Passage, start: int, end: int) -> bool:
    """Whether a footer says that content of this site may be made with AI, and gives no rule."""
    if end - start > MAX_FOOTER or page.has("policy", start, end):
        return False
    made = page.has("made", start, end) or page.has("written", start, end)
    return made and all(page.has(name, start, end) for name in ("may", "self", "article"))


_JOINED = re.compile(rf"(?:^|[ ,&/+|])(?:{AND}|{WITH}|de|di|da|of|from|by|\||&|/|\+|,)? ?$")
"""Before a tool that signs beside a person: "By Jette Brinkhoff and ChatGPT"."""
_ALONE = re.compile(r"(?:by|von|par|por|di|da|door|av|af|od|oleh|от|від)?[ :]*$")
_CLOSED = re.compile(rf"[ .]*(?:$|[,;|)/&+]| (?:{AND}|{WITH})\b)")
_PRODUCT = re.compile(
    r"(?:^|\b(?:By|Von|Par|Por|Di|Door|Av|Af|Od) )(?:[A-Z][\w'-]{1,20} ){1,3}A\.?I\.?"
    rf"(?=$|[,;|(/]| (?:{AND}|{WITH})\b)"
)
"""A product that signs ("By Leedale Echo AI, edited by ..."), not a person's beat."""


def signature_claims(page: Passage, start: int, end: int) -> list[Claim]:
    """A byline in which a tool, or a product that calls itself AI, signs."""
    if page.has("not_before", start, end) or page.has("image", start, end):
        return []
    marks = page.marks_in(start, end)[:MAX_MARKS]
    signing = [m for m in marks if m.tool and m.makes != "image" and _signs(page, start, m)]
    printed = page.folded.slice(start, end)
    product = not printed.isupper() and _PRODUCT.search(printed)
    if not (signing or product or _is_agent(page, start, end, marks)):
        return []
    return [Claim(About.TEXT, start, end, tools_named(signing), False)]


AGENT_GAP = 16
"""Characters between the words for AI and for what it is: "the automatic AI chronicler"."""


def _is_agent(page: Passage, start: int, end: int, marks: list[Mark]) -> bool:
    """Whether an assistant or a robot of AI signs, or "our AI reporter"; for "Ann Lee, AI
    correspondent" AI is her beat."""
    words = [m for m in marks if not m.tool and m.makes != "text"]
    agents = page.find("agent", start, end)
    near = any(apart(agent, word.span) <= AGENT_GAP for agent in agents for word in words)
    return near or bool(words and page.has("self", start, end))


def _signs(page: Passage, start: int, mark: Mark) -> bool:
    """Whether a tool's name stands as a signature; "Claude" and "Jasper" only beside another."""
    ahead = page.text[start : mark.start]
    beside = bool(ahead.strip()) and _JOINED.search(ahead) and not _ALONE.match(ahead)
    alone = not mark.ambiguous and _ALONE.match(ahead)
    return bool((beside or alone) and _CLOSED.match(page.text, mark.end))
