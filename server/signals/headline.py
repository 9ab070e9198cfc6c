"""Whether the headline keeps to the article: borne out by the body, and not written as bait.

Compares words and figures; in a script without spaces between words it says "unknown".
"""

import re
import unicodedata
from functools import lru_cache

from server.article import Article, Role
from server.card import Evidence, Observation, Outcome, evidence
from server.reading import POSITIVE, Reading
from server.signals.lexicon import TOKEN, Lexicon, lexicon
from server.signals.provenance import personal

STEM = 5
"""Letters that two words must share to count as one: joins "resilient" and "resiliency"."""
BORNE_OUT, WEAK = 0.6, 0.34
"""Share of the headline's telling words found in the text: a headline of three words may lose one
to a synonym. Chosen on our own pages, not fitted."""
LIKELY_BAIT = 0.8
"""Calibrated probability from which the model is heard. Alone it never costs all points: of the
headlines it is surest of, four in five are reliable outlets' (tools/evaluate_rating.py's sets)."""
FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
SHOUTED_WORDS = 4
"""Words of a headline, all in capitals, from which it shouts: fewer may be a slug or acronyms."""


def headline_block(article: Article) -> int | None:
    """The block that holds the headline."""
    return next((n for n, block in article.with_role(Role.HEADLINE) if block.text), None)


@lru_cache(maxsize=20_000)
def _bare(word: str) -> str:
    """A word for comparison: no case, accents or possessive."""
    plain = unicodedata.normalize("NFKD", word.casefold()).replace("’", "'").removesuffix("'s")
    return "".join(sign for sign in plain if not unicodedata.combining(sign) or sign > "\u0370")


def _figures(text: str, words: Lexicon | None) -> set[str]:
    """The numbers in a text, one spelling each: 2,000 and 2000, "two" and 2."""
    found = {_number(match.group()) for match in FIGURE.finditer(text)}
    if words is not None:
        names = words.entries("headline", "numbers")
        tokens = {token.casefold() for token in set(TOKEN.findall(text))}
        found |= {str(n) for n, name in enumerate(names) if name in tokens}
    return found


def _number(written: str) -> str:
    """A number without thousands marks or trailing decimal zeros."""
    joined = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", written).replace(",", ".")
    return joined.rstrip("0").rstrip(".") if "." in joined else joined


def _telling(text: str, words: Lexicon | None) -> list[tuple[str, int, int]]:
    """The words of a headline that carry its claim: (bare word, start, end)."""
    common = words.words("headline", "common") if words else frozenset()
    numbers = words.words("headline", "numbers") if words else frozenset()
    shortest = 2 if words is not None and words.has("headline", "short_words") else 4
    return [
        (bare, match.start(), match.end())
        for match in TOKEN.finditer(text)
        if len(bare := _bare(match.group())) >= shortest
        and bare not in common
        and bare not in numbers
        and not bare[0].isdigit()
    ]


def _certainty(reading: Reading, headline: str) -> Evidence | None:
    """The sentence of the body that only says "may" where the headline says "will"."""
    words = lexicon(reading.language)
    if words is None or not words.has("headline", "certain"):
        return None
    sure = words.phrases("headline", "certain").search(headline)
    if sure is None or words.phrases("headline", "perhaps").search(headline):
        return None
    claim = {bare[:STEM] for bare, _, _ in _telling(headline, words)}
    best, share = None, 0.5
    for sentence in reading.sentences:
        found = {bare[:STEM] for bare, _, _ in _telling(sentence.text, words)} & claim
        if len(found) > share * len(claim):
            best, share = sentence, len(found) / len(claim)
    if best is None or words.phrases("headline", "certain").search(best.text):
        return None
    maybe = words.phrases("headline", "perhaps").search(best.text)
    if maybe is None:
        return None
    address = reading.article.address(best.block)
    return evidence(reading.article, address, best.start, best.end)


def observe_headline_body(reading: Reading) -> Observation:
    """Whether the text bears the headline out.

    The headline's figures and telling words are looked for in the standfirst and the body. Pass:
    every figure and most words are there. Partial: a figure is missing, fewer words are found, or
    the headline is certain ("will") where the body is not ("may"). Fail: hardly a word is there.
    Unknown: no headline, no body, or a script without spaces. After CredCo's "title
    representativeness".
    """
    article = reading.article
    number = headline_block(article)
    body = "\n".join(b.text for _, b in article.with_role(Role.BODY, Role.STANDFIRST))
    if number is None or not body.strip():
        return Observation("headline_body", Outcome.UNKNOWN, "unread")
    text = article.blocks[number].text
    address = article.address(number)
    words = lexicon(reading.language)
    telling = _telling(text, words)
    if UNSPACED.search(text) or not telling:
        return Observation("headline_body", Outcome.UNKNOWN, "unread")
    stems = {_bare(token)[:STEM] for token in set(TOKEN.findall(body))}
    missing = [item for item in telling if item[0][:STEM] not in stems]
    share = 1 - len(missing) / len(telling)
    there = _figures(body, words)
    figures = [m for m in FIGURE.finditer(text) if _number(m.group()) not in there]
    details = {
        "share": round(share, 2),
        "missing": [text[start:end] for _, start, end in missing],
        "figures": [match.group() for match in figures],
    }
    whole = (evidence(article, address),)
    if share < WEAK:
        return Observation("headline_body", Outcome.FAIL, "not_in_body", whole, details)
    if figures:
        places = tuple(evidence(article, address, m.start(), m.end()) for m in figures)
        return Observation("headline_body", Outcome.PARTIAL, "figure_missing", places, details)
    doubtful = _certainty(reading, text)
    if doubtful is not None:
        return Observation(
            "headline_body", Outcome.PARTIAL, "more_certain", (*whole, doubtful), details
        )
    if share < BORNE_OUT:
        places = tuple(evidence(article, address, start, end) for _, start, end in missing)
        return Observation("headline_body", Outcome.PARTIAL, "partly_in_body", places, details)
    return Observation("headline_body", Outcome.PASS, "in_body", whole, details)


def observe_clickbait_headline(reading: Reading) -> Observation:
    """Whether the headline is written to be clicked rather than to tell.

    A classifier reads the headline; headlines in capitals and well-known bait formulas are seen
    without it. Pass: plain. Partial: likely bait (a probability of 80 % or more), capitals
    throughout, or a formula. Fail: likely bait with a formula. Unknown: the model is less sure, or
    there is none for the language. Not applicable: labelled opinion, review or satire. After
    CredCo's "clickbait title".
    """
    article = reading.article
    number = headline_block(article)
    if number is None:
        return Observation("clickbait_headline", Outcome.UNKNOWN, "unread")
    if personal(reading):
        return Observation("clickbait_headline", Outcome.NOT_APPLICABLE, "opinion")
    address = article.address(number)
    text = article.blocks[number].text
    whole = (evidence(article, address),)
    words = lexicon(reading.language)
    formula = words.phrases("headline", "bait").search(text) if words else None
    predictions = reading.predictions.get("clickbait", ())
    prediction = predictions[0] if predictions else None
    baited = prediction is not None and prediction.label == POSITIVE["clickbait"]
    if prediction is not None and baited and prediction.probability >= LIKELY_BAIT:
        spans = tuple(evidence(article, address, *span) for span in prediction.spans[:4]) or whole
        plain = formula is not None
        details = {"probability": round(prediction.probability, 2)}
        outcome = Outcome.FAIL if plain else Outcome.PARTIAL
        return Observation(
            "clickbait_headline", outcome, "bait" if plain else "likely_bait", spans, details
        )
    if formula is not None:
        places = (evidence(article, address, formula.start(), formula.end()),)
        return Observation("clickbait_headline", Outcome.PARTIAL, "formula", places)
    if text.isupper() and len(text.split()) >= SHOUTED_WORDS:
        return Observation("clickbait_headline", Outcome.PARTIAL, "capitals", whole)
    if prediction is None or prediction.abstained or baited:
        finding = "unread" if prediction is None else "undecided"
        return Observation("clickbait_headline", Outcome.UNKNOWN, finding)
    details = {"probability": round(prediction.probability, 2)}
    return Observation("clickbait_headline", Outcome.PASS, "plain", whole, details)
