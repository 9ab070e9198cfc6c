"""Whether the headline keeps to the article: borne out by the body, and not written as bait.

Compares words and figures; in a script without spaces between words it says "unknown".
"""

import re
import unicodedata
from functools import lru_cache

from server.article import Article, Role
from server.card import Evidence, Observation, Outcome, evidence
from server.reading import POSITIVE, Reading, Sentence
from server.signals.figures import borne_out, figures, spelled
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
SAME_CLAIM, MUCH_MORE = 0.85, 1.6
"""Share of a headline's telling words from which a sentence says the same thing, and how many
times their number it may have: a long sentence says other things too. With .75 and no such limit,
4 of 500 articles of a public set were flagged, all wrongly; with these none was."""
FEWEST_TO_DENY = 3
"""Telling words of a headline below which too little is said to be turned round."""
SECOND = re.compile(r"[.!?:;] +\S")
"""A headline of two parts may deny in one what it says in the other."""
NOT_REACH = 3
"""Words that a "not" reaches; in English it stands before the word, elsewhere on either side."""
ELIDED = re.compile(r"^(?:[cdjlmnst]|qu)'")
UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
SHOUTED_WORDS = 4
"""Words of a headline, all in capitals, from which it shouts: fewer may be a slug or acronyms."""


def headline_block(article: Article) -> int | None:
    """The block that holds the headline."""
    return next((n for n, block in article.with_role(Role.HEADLINE) if block.text), None)


@lru_cache(maxsize=20_000)
def _bare(word: str) -> str:
    """A word for comparison: no case, accents, possessive or elided word before it."""
    plain = unicodedata.normalize("NFKD", word.casefold()).replace("’", "'").removesuffix("'s")
    plain = ELIDED.sub("", plain)
    return "".join(sign for sign in plain if not unicodedata.combining(sign) or sign > "\u0370")


@lru_cache(maxsize=16)
def _common(words: Lexicon) -> frozenset[str]:
    """The words that carry no claim of their own: "about", "près de", "not", "two"."""
    lists = [words.entries("headline", key) for key in ("common", "numbers", "about", "negations")]
    parts = {part for entries in lists for entry in entries for part in entry.split()}
    return frozenset(parts | {_bare(part) for part in parts})


def _telling(text: str, words: Lexicon | None) -> list[tuple[str, int, int]]:
    """The words of a headline that carry its claim: (bare word, start, end)."""
    common = _common(words) if words else frozenset()
    shortest = 2 if words is not None and words.has("headline", "short_words") else 4
    return [
        (bare, match.start(), match.end())
        for match in TOKEN.finditer(text)
        if len(bare := _bare(match.group())) >= shortest
        and bare not in common
        and not bare.endswith("n't")
        and not bare[0].isdigit()
    ]


_Said = list[tuple[Sentence, set[str]]]
"""The sentences of the body with the stems of their telling words."""


def _stems(text: str, words: Lexicon | None) -> set[str]:
    """The stems of the words that carry a claim."""
    return {bare[:STEM] for bare, _, _ in _telling(text, words)}


def _certainty(article: Article, words: Lexicon, headline: str, said: _Said) -> Evidence | None:
    """The sentence of the body that only says "may" where the headline says "will"."""
    if not words.has("headline", "certain"):
        return None
    sure = words.phrases("headline", "certain").search(headline)
    if sure is None or words.phrases("headline", "perhaps").search(headline):
        return None
    claim = _stems(headline, words)
    best, share = None, 0.5
    for sentence, theirs in said:
        found = theirs & claim
        if len(found) > share * len(claim):
            best, share = sentence, len(found) / len(claim)
    if best is None or words.phrases("headline", "certain").search(best.text):
        return None
    maybe = words.phrases("headline", "perhaps").search(best.text)
    if maybe is None:
        return None
    return evidence(article, article.address(best.block), best.start, best.end)


def _turned_round(article: Article, words: Lexicon, headline: str, said: _Said) -> Evidence | None:
    """The sentence that says the headline's claim the other way round: with a "not" or without it.

    Only sentences that hold most of the headline's words count, and all of them must agree.
    """
    if not words.has("headline", "negations"):
        return None
    claim = _stems(headline, words)
    contrasts = words.phrases("headline", "contrasts")
    if len(claim) < FEWEST_TO_DENY or SECOND.search(headline) or contrasts.search(headline):
        return None
    close = []
    for sentence, theirs in said:
        shared = claim & theirs
        alike = len(shared) >= SAME_CLAIM * len(claim) and len(theirs) <= MUCH_MORE * len(claim)
        if alike and not contrasts.search(sentence.text):
            close.append((sentence, shared, _denied(sentence.text, words)))
    ours = _denied(headline, words)
    differs = [sentence for sentence, shared, theirs in close if (ours ^ theirs) & shared]
    if not differs or len(differs) < len(close):
        return None
    first = differs[0]
    return evidence(article, article.address(first.block), first.start, first.end)


def _denied(text: str, words: Lexicon) -> set[str]:
    """The stems of the words that a "not" stands beside."""
    tokens = [match.group().casefold().replace("’", "'") for match in TOKEN.finditer(text)]
    negations = words.words("headline", "negations")
    places = [n for n, token in enumerate(tokens) if token in negations or token.endswith("n't")]
    before = 0 if words.language == "en" else NOT_REACH
    return {
        _bare(token)[:STEM]
        for n in places
        for token in tokens[max(0, n - before) : n + 1 + NOT_REACH]
    }


def observe_headline_body(reading: Reading) -> Observation:
    """Whether the text bears the headline out.

    The headline's figures (rounded ones too) and telling words are looked for in the standfirst and
    the body. Pass: every figure and most words are there. Partial: a figure is missing, fewer words
    are found, the headline denies what the body says or says what it denies, or is certain ("will")
    where the body is not ("may"). Fail: hardly a word is there. Unknown: no headline, no body, or a
    script without spaces. After CredCo's "title representativeness".
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
    there = {value for figure in figures(body, words) for value in figure.values}
    there |= spelled(body, words)
    strange = [figure for figure in figures(text, words) if not borne_out(figure, there)]
    details = {
        "share": round(share, 2),
        "missing": [text[start:end] for _, start, end in missing],
        "figures": [figure.written for figure in strange],
    }
    whole = (evidence(article, address),)
    if share < WEAK:
        return Observation("headline_body", Outcome.FAIL, "not_in_body", whole, details)
    if strange:
        places = tuple(evidence(article, address, each.start, each.end) for each in strange)
        return Observation("headline_body", Outcome.PARTIAL, "figure_missing", places, details)
    said = [(sentence, _stems(sentence.text, words)) for sentence in reading.sentences]
    for finding, look in (("negation", _turned_round), ("more_certain", _certainty)):
        if words and (place := look(article, words, text, said)):
            return Observation("headline_body", Outcome.PARTIAL, finding, (*whole, place), details)
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
