"""All judgement in one file: what each signal is worth and why, and what the total is called.

Collecting never judges and judging never collects: this module sees observations and a few facts
about the page, never the page itself, and it writes no sentence (`server.wording` does).

How the number is made
  score = points earned / points assessed x 100
  - pass earns the whole weight, fail nothing, partial the degree that was counted (say, four
    quotations of five with a speaker), or half where nothing can be counted;
  - `not_applicable` and `unknown` are left out of both sums: neither helps nor harms;
  - a *volunteered* signal (a disclosure nobody could have demanded) can only help: its partial
    counts what it earned and no more, so that saying something never scores below silence;
  - low and high say what the score could be if the unknown signals were read, if what was not
    found had only been missed, and if the classifiers err as often as they did on held-out text.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil, floor

from server.card import Observation, Outcome, Section

VERSION = "1.2.0"
"""Changes whenever a weight, a band or a threshold here does."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What one signal is worth, and why."""

    signal: str
    section: Section
    points: float
    reason: str
    volunteered: bool = False
    """Absent, it is unknown, and partial is never worse than silence."""
    missable: bool = False
    """What it looks for may be on the page and not have been read: lost points widen the range."""
    model: str | None = None
    """The classifier it rests on."""


WEIGHTS: tuple[Weight, ...] = (
    # Where it comes from: 25 points, for what lets a reader hold somebody to account.
    Weight(
        "agency_attribution",
        Section.PROVENANCE,
        6,
        "Readers should know when a story is an agency's. As much as the author, so that wire "
        "copy, which has an agency in place of one, never scores below staff copy.",
        volunteered=True,
    ),
    Weight(
        "syndication_notice",
        Section.PROVENANCE,
        2,
        "An unedited feed is worth knowing about, but the agency's name already counts above.",
        volunteered=True,
    ),
    Weight(
        "press_release",
        Section.PROVENANCE,
        0,
        "It settles the genre. Being a press release is neither good nor bad.",
    ),
    Weight(
        "author",
        Section.PROVENANCE,
        6,
        "Someone who signs can be asked. Every newsroom code wants a byline or a reason.",
        missable=True,
    ),
    Weight(
        "dates",
        Section.PROVENANCE,
        4,
        "Old news shared as new is a common way to mislead, and a date with a time prevents it.",
        missable=True,
    ),
    Weight(
        "dateline",
        Section.PROVENANCE,
        1,
        "Says where the reporting was done. Many honest formats have none, so it can only help.",
        volunteered=True,
    ),
    Weight(
        "correction",
        Section.PROVENANCE,
        1,
        "Owning a mistake in public is the plainest sign of accountability. Most pages have "
        "nothing to correct, so it can only help.",
        volunteered=True,
    ),
    Weight(
        "policies",
        Section.PROVENANCE,
        5,
        "Who owns the outlet, how it corrects and how to reach it let a reader complain.",
        missable=True,
    ),
    # Images and AI: 10 points.
    Weight(
        "ai_image_disclosure",
        Section.IMAGES_AND_AI,
        5,
        "A made picture passed off as a photograph misleads before a word is read. Only a page "
        "whose own data says AI, and which tells the reader nothing, fails.",
        volunteered=True,
    ),
    Weight(
        "ai_text_disclosure",
        Section.IMAGES_AND_AI,
        2,
        "How the text was made is part of how the work was done; silence proves nothing.",
        volunteered=True,
    ),
    Weight(
        "image_credit",
        Section.IMAGES_AND_AI,
        3,
        "A credited picture can be traced. Low, because many systems drop credits in print.",
        volunteered=True,
        missable=True,
    ),
    # Sourcing: 35 points, the most, because it is the part of the work a reader can retrace.
    Weight(
        "named_sources",
        Section.SOURCING,
        14,
        "Named people and bodies can be asked again. The strongest sign found on public sets "
        "(density of attribution alone tells reports from opinion with AUC .82).",
    ),
    Weight(
        "unnamed_sources",
        Section.SOURCING,
        6,
        "Sometimes needed, so not a fault in itself; the reason should be given. Less than the "
        "rest: careful outlets use them more than careless ones.",
    ),
    Weight(
        "quotations",
        Section.SOURCING,
        9,
        "A quotation nobody is named for cannot be checked. No other sign treats outlets of the "
        "left, the centre and the right so alike.",
    ),
    Weight(
        "links_out",
        Section.SOURCING,
        6,
        "A link to the document is the shortest way to check. Low, because agencies and print "
        "desks file without links.",
        missable=True,
    ),
    # Headline and language: 25 points.
    Weight(
        "sourced_figures",
        Section.SOURCING,
        0,
        "A number whose source is named can be checked. Described only: whole kinds of writing, "
        "such as sport, give numbers without a source and are none the worse for it.",
    ),
    Weight(
        "headline_body",
        Section.LANGUAGE,
        6,
        "Most readers see only the headline, so the text must bear it out.",
    ),
    Weight(
        "clickbait_headline",
        Section.LANGUAGE,
        3,
        "Withholding the point to earn a click. Style more than substance, and the model cries "
        "wolf on outlets it was not taught, hence little.",
        model="clickbait",
    ),
    Weight(
        "loaded_language",
        Section.LANGUAGE,
        7,
        "Words that judge in place of telling, in the writer's own voice. A classifier's view, "
        "so its error widens the range.",
        model="loaded_language",
    ),
    Weight(
        "opinion_in_report",
        Section.LANGUAGE,
        6,
        "Opinion is welcome under its own label; inside a report it is passed off as fact.",
    ),
    Weight(
        "hedging_certainty",
        Section.LANGUAGE,
        3,
        "Absolute claims with nobody to vouch for them. Least, because rules catch only some.",
    ),
    Weight(
        "sponsorship_label",
        Section.GENRE,
        5,
        "Paid content must be recognisable as such; in many countries this is the law.",
    ),
)

BY_SIGNAL: Mapping[str, Weight] = {weight.signal: weight for weight in WEIGHTS}

BANDS: tuple[tuple[str, int], ...] = (("most", 80), ("much", 60), ("some", 40), ("little", 0))
"""(band, lowest score). Even steps: a band claims no more precision than the range has."""

EARNS: Mapping[Outcome, float] = {Outcome.PASS: 1.0, Outcome.PARTIAL: 0.5, Outcome.FAIL: 0.0}
"""Shares of the weight; a partial with a degree of its own earns that."""

MIN_WORDS = 150
"""Shorter than this there is too little text for most signals to show (design §3)."""
MIN_SHARE = 0.5
"""Least share of the applicable weight that must have been read (design §3)."""
DEFAULT_MODEL_ERROR = 0.1
"""Calibration error assumed for a model that states none."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What rating must know of the page besides the observations."""

    word_count: int
    kind: str = "article"
    genre: str = "report"
    language_supported: bool = True


@dataclass(frozen=True, slots=True)
class Points:
    """What one signal contributes: of `counted` points it earned `earned`."""

    earned: float
    counted: float
    weight: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rating before it is put into words."""

    reason: str | None
    score: int | None
    low: int | None
    high: int | None
    band: str | None
    assessed: int
    assessable: int
    points: Mapping[str, Points]


def points_of(observation: Observation) -> Points:
    """What one observation contributes to the two sums."""
    weight = BY_SIGNAL[observation.id]
    if observation.outcome not in EARNS:
        applicable = weight.points if observation.outcome is Outcome.UNKNOWN else 0.0
        return Points(0.0, 0.0, applicable)
    partial = observation.outcome is Outcome.PARTIAL
    share = EARNS[observation.outcome]
    if partial and observation.degree is not None:
        share = min(1.0, max(0.0, observation.degree))
    earned = weight.points * share
    spared = weight.volunteered and partial
    return Points(earned, earned if spared else weight.points, weight.points)


def not_rated(facts: Facts, read: float, applicable: float) -> str | None:
    """Why this page gets no number; None when it gets one."""
    if facts.kind not in ("article", "live"):
        return "not_an_article" if facts.kind == "other" else facts.kind
    if facts.word_count == 0:
        return "no_text"
    if not facts.language_supported:
        return "unsupported_language"
    if facts.genre == "satire":
        return "satire"
    if facts.word_count < MIN_WORDS:
        return "too_short"
    return "too_little_read" if read < MIN_SHARE * applicable or not read else None


def band_of(score: float) -> str:
    """The name of the band that a score falls in."""
    return next(band for band, lowest in BANDS if score >= lowest)


def _range(
    observations: Iterable[Observation],
    points: Mapping[str, Points],
    errors: Mapping[str, float],
) -> tuple[float, float]:
    """The score if all that is unsure went against the page, and if it all went for it."""
    earned = sum(item.earned for item in points.values())
    counted = sum(item.counted for item in points.values())
    lost = gained = unknown = silent = 0.0
    for observation in observations:
        weight, here = BY_SIGNAL[observation.id], points[observation.id]
        if observation.outcome is Outcome.UNKNOWN:
            unknown += weight.points
            silent += weight.points if weight.volunteered else 0.0
        missed = here.counted - here.earned
        error = weight.points * errors.get(weight.model, DEFAULT_MODEL_ERROR) if weight.model else 0
        lost += min(error, here.earned)
        gained += missed if weight.missable else min(error, missed)
    low = (earned - lost) / (counted + unknown - silent)
    high = (earned + gained + unknown) / (counted + unknown)
    return 100 * low, 100 * high


def rate(
    observations: Iterable[Observation], facts: Facts, errors: Mapping[str, float] | None = None
) -> Verdict:
    """Add up the observations; `errors` is the calibration error of each classifier."""
    seen = tuple(observations)
    points = {item.id: points_of(item) for item in seen}
    scored = [item for item in seen if BY_SIGNAL[item.id].points]
    applicable = [item for item in scored if item.outcome is not Outcome.NOT_APPLICABLE]
    assessed = [item for item in applicable if item.outcome is not Outcome.UNKNOWN]
    read = sum(points[item.id].weight for item in assessed)
    reason = not_rated(facts, read, sum(points[item.id].weight for item in applicable))
    counts = (len(assessed), len(applicable), points)
    if reason is not None:
        return Verdict(reason, None, None, None, None, *counts)
    earned = sum(item.earned for item in points.values())
    score = round(100 * earned / sum(item.counted for item in points.values()))
    low, high = _range(seen, points, errors or {})
    return Verdict(
        None, score, min(score, floor(low)), max(score, ceil(high)), band_of(score), *counts
    )
