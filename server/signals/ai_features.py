"""A second opinion on sentences that name AI and that no rule reads as a disclosure.

Describes a sentence by what the grammar sees in it (which classes of words, how near to the word
for AI, in which place), and asks a logistic regression that `ai_training` fits. No word of any
language is a feature, so what it learns in one language holds in the others.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from importlib.resources import files
from math import exp, inf
from pathlib import Path
from typing import Any

from server.article import Role
from server.signals.ai_claims import Core, core_of, is_label, leads, negated, points
from server.signals.ai_passage import IMAGE_ROLES, About, Claim, Passage, apart
from server.signals.ai_words import Mark, tools_named

WEIGHTS = Path(str(files("server").joinpath("signals/data/ai_model.json")))
ROLES = (Role.CAPTION, Role.CREDIT, Role.TAIL, Role.EDITOR_NOTE, Role.BYLINE)
"""Where the model is asked. Running text and standfirsts are left to the rules: there, stories
about AI abound."""
CLASSES = (
    "made", "edited", "aid", "written", "image", "article", "summary", "translation", "self",
    "not_before", "not_after", "review", "unreviewed", "unreal", "about", "talk", "policy", "may",
    "credit",
)  # fmt: skip
VETOES = ("address", "negated", "policy", "about")
BESIDE, NEAR = 8, 30
"""Characters between a word and the word for AI."""
SHORT = 60
OPENS = 40


def second_opinion(page: Passage, start: int, end: int) -> list[Claim]:
    """What one sentence discloses in the model's view; nothing where it is not sure."""
    marks = marks_of(page, start, end)
    if page.role not in ROLES or not marks:
        return []
    features = features_of(page, start, end, marks)
    if vetoed(features) or probability(features) <= model()["threshold"]:
        return []
    vague = page.has("may", start, end)
    return [Claim(_about(page, start, end, marks[0]), start, end, tools_named(marks), vague)]


def vetoed(features: Mapping[str, float]) -> bool:
    """Whether the rules are sure that a sentence discloses nothing: a denial, a policy, somebody
    else's fake, what could be ("if we had an algorithm"), whom to write to, or a name ("Claude
    Verdier") or beat ("Ann Lee, AI reporter") that nothing ties to making."""
    idle = "made by AI" not in features
    doubtful = "may" in features and "role tail" in features
    beat = "role byline" in features and "after a comma" in features
    named = "tool only by context" in features
    return doubtful or (idle and (beat or named)) or any(sign in features for sign in VETOES)


def marks_of(page: Passage, start: int, end: int) -> list[Mark]:
    """The words for AI and the names of tools in a sentence, if any of them decides."""
    within = page.marks_in(start, end)
    return within if any(map(_decides, within)) else []


def _decides(mark: Mark) -> bool:
    """Whether a word names AI by itself, as a robot or a design program does not."""
    return mark.makes != "design" and (mark.tool is not None or mark.makes != "text")


def features_of(page: Passage, start: int, end: int, marks: Sequence[Mark]) -> dict[str, float]:
    """name -> 0 or 1: what the grammar sees in a sentence with words for AI."""
    mark = next(filter(_decides, marks))
    found = _words(page, start, end, mark) | _shape(page, start, end, mark)
    found["names a tool"] = any(m.tool for m in marks)
    found["tool only by context"] = all(m.ambiguous for m in marks)
    found[f"role {page.role.value}"] = True
    if core := core_of(page, start, end, list(marks)):
        found |= _claim(page, start, end, core)
    return {name: 1.0 for name, value in found.items() if value}


def _words(page: Passage, start: int, end: int, mark: Mark) -> dict[str, bool]:
    """Which classes of words stand in the sentence, how near to AI, or elsewhere in the text."""
    found = {}
    for name in CLASSES:
        spans = page.find(name, start, end)
        away = _away(spans, mark)
        found[name] = bool(spans)
        found[f"{name} often"] = len(spans) > 2
        found[f"{name} beside"] = away < BESIDE
        found[f"{name} near"] = away < NEAR
        found[f"{name} elsewhere"] = not spans and page.has(name, 0, len(page.text))
    return found


def _shape(page: Passage, start: int, end: int, mark: Mark) -> dict[str, bool]:
    """Length, quotation marks, capitals, and where the word for AI stands."""
    printed = page.folded.slice(start, end).split()
    capitals = sum(word[0].isupper() for word in printed) / max(len(printed), 1)
    return {
        "short": end - start < SHORT,
        "one sentence": len(page.sentences) == 1,
        "many sentences": len(page.sentences) > 3,
        "address": "@" in page.text[start:end],
        "quoted": '"' in page.text[start:end],
        "many names": capitals > 0.5,
        "after a comma": "," in page.text[start : mark.start],
        "AI opens": mark.start - start < OPENS,
        "AI closes": end - mark.end < BESIDE,
    }


def _claim(page: Passage, start: int, end: int, core: Core) -> dict[str, bool]:
    """What the rules see before they decide."""
    return {
        "made by AI": core.made,
        "written by AI": core.written,
        "leads": leads(page, start, core),
        "leads the line": leads(page, start, core, whole=True),
        "negated": negated(page, start, end, core),
        "label": is_label(page, start, end, core),
        "points": points(page, start),
        "points first": points(page, start, bare=True),
    }


def _about(page: Passage, start: int, end: int, mark: Mark) -> About:
    """What the sentence is about: the nearest noun decides, or else the place."""
    if page.role in IMAGE_ROLES or mark.makes == "image":
        return About.IMAGE
    if mark.makes == "translation" or page.has("translation", start, end):
        return About.TRANSLATION
    names = ("summary", "image", "article")
    summary, image, article = (_away(page.find(name, start, end), mark) for name in names)
    if summary < inf and summary <= image:
        return About.SUMMARY
    return About.IMAGE if image < article else About.TEXT


def _away(spans: Iterable[tuple[int, int]], mark: Mark) -> float:
    """Characters from the word for AI to the nearest of the stretches; infinite without one."""
    return min((apart(span, mark.span) for span in spans), default=inf)


# --- the model ---------------------------------------------------------------------------------


def shipped() -> Mapping[str, Any]:
    """The weights in place: those of the file as it is now, so that a running server follows it."""
    stamp = WEIGHTS.stat()
    return _read(stamp.st_mtime_ns, stamp.st_ino)


@lru_cache(maxsize=2)
def _read(*_: int) -> Mapping[str, Any]:
    content: dict[str, Any] = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return content


_TRIED: ContextVar[Mapping[str, Any] | None] = ContextVar("weights on trial", default=None)


@contextmanager
def weights(content: Mapping[str, Any]) -> Iterator[None]:
    """Judge by other weights than those in place, to measure them."""
    token = _TRIED.set(content)
    try:
        yield
    finally:
        _TRIED.reset(token)


def model() -> Mapping[str, Any]:
    """What decides: "weights" by feature, "intercept", "threshold", and what they come from."""
    return _TRIED.get() or shipped()


def probability(features: Mapping[str, float]) -> float:
    """How likely a sentence is a disclosure, 0 to 1."""
    fitted = model()
    score = fitted["intercept"] + sum(fitted["weights"].get(name, 0.0) for name in features)
    return 1 / (1 + exp(-score))
