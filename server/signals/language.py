"""How an article is worded in the writer's own voice: loaded words, opinion, claims of certainty.

Quoted speech is the speaker's and is left out. A page labelled as opinion, review or satire may
be worded as it likes: these signals do not apply to it.
"""

from bisect import bisect
from collections.abc import Sequence

from server.card import Evidence, Observation, Outcome, evidence
from server.reading import POSITIVE, Reading, Sentence
from server.signals.lexicon import lexicon
from server.signals.provenance import personal
from server.signals.speech import speech_of

MAX_EVIDENCE = 8
LEAST = 0.5
"""Of the points, what a single sentence of a short text can cost at most."""
MIN_SENTENCES = 4
"""Fewer sentences of the writer's own make a share meaningless."""
LOADED_SOME, LOADED_MANY = 0.10, 0.40
OPINION_SOME, OPINION_MANY = 0.10, 0.50
CERTAIN_SOME, CERTAIN_MANY = 0.05, 0.40
"""Shares of sentences up to which all points are earned, and from which none is. Between them they
fall evenly: a step would make one sentence decide. Chosen on the tuning publishers of
tools/evaluate_rating.py, where a third more or less moves the AUC by .005; look there again when a
model or a list changes."""


def _exempt(reading: Reading, signal: str) -> Observation | None:
    """Not applicable, when the page says that it is somebody's view."""
    return Observation(signal, Outcome.NOT_APPLICABLE, "opinion") if personal(reading) else None


def own_sentences(reading: Reading) -> list[tuple[int, Sentence]]:
    """The sentences in the writer's own voice, with their numbers."""
    speech = speech_of(reading)
    return [
        (n, item)
        for n, item in enumerate(reading.sentences)
        if not speech.quoted.covers(item.block, item.start, item.end)
    ]


def _shares(
    reading: Reading, signal: str, hits: Sequence[Evidence], total: int, some: float, many: float
) -> Observation:
    """The outcome for a share of the writer's own sentences; one alone is never a fail."""
    share = len(hits) / total
    details = {"count": len(hits), "sentences": total, "share": round(share, 3)}
    places = tuple(hits)[:MAX_EVIDENCE] or _opening(reading)
    alone = len(hits) < 2
    if share <= some or (alone and share <= many):
        finding = "few" if hits else "none"
        return Observation(signal, Outcome.PASS, finding, places, details)
    if share < many or alone:
        degree = max((many - share) / (many - some), LEAST if alone else 0.0)
        return Observation(signal, Outcome.PARTIAL, "some", places, details, degree)
    return Observation(signal, Outcome.FAIL, "many", places, details)


def _opening(reading: Reading) -> tuple[Evidence, ...]:
    """The first sentence, as the place where reading began and nothing was found."""
    first = reading.sentences[0]
    article = reading.article
    return (evidence(article, article.address(first.block), first.start, first.end),)


def observe_loaded_language(reading: Reading) -> Observation:
    """Sentences whose words judge where they could tell, outside quotations.

    A classifier reads each sentence. Pass: at most one in ten of the writer's own sentences.
    Partial: up to two in five, the fewer the better. Fail: more. Unknown: no model for the
    language, or fewer than four sentences. Not applicable: labelled opinion, review or satire.
    After AnnoLexical's and MBIC's "bias by word choice".
    """
    exempt = _exempt(reading, "loaded_language")
    if exempt:
        return exempt
    predictions = reading.predictions.get("loaded_language", ())
    own = own_sentences(reading)
    if len(predictions) != len(reading.sentences) or len(own) < MIN_SENTENCES:
        return Observation("loaded_language", Outcome.UNKNOWN, "unread")
    article = reading.article
    hits = []
    for n, sentence in own:
        if predictions[n].label == POSITIVE["loaded_language"]:
            address = article.address(sentence.block)
            hits.append(evidence(article, address, sentence.start, sentence.end))
    return _shares(reading, "loaded_language", hits, len(own), LOADED_SOME, LOADED_MANY)


def observe_opinion_in_report(reading: Reading) -> Observation:
    """Sentences that give the writer's opinion in a page not labelled as opinion.

    Counted are the writer's own "I" and "we", questions put to the reader, exclamations, and what a
    model of subjectivity calls opinion; without a model, judgements ("I believe", "make no
    mistake") outside quotations. Pass: at most one sentence in ten. Partial: up to one in two, the
    fewer the better. Fail: more. Not applicable: labelled opinion, review or satire. After the
    Trust Project's "type of work".
    """
    exempt = _exempt(reading, "opinion_in_report")
    if exempt:
        return exempt
    own = own_sentences(reading)
    predictions = reading.predictions.get("subjectivity", ())
    modelled = len(predictions) == len(reading.sentences) and bool(predictions)
    words = lexicon(reading.language)
    if len(own) < MIN_SENTENCES or not (modelled or (words and words.has("language", "opinion"))):
        return Observation("opinion_in_report", Outcome.UNKNOWN, "unread")
    article = reading.article
    hits = []
    for n, sentence in own:
        judged = modelled and predictions[n].label == POSITIVE["subjectivity"]
        if not modelled and words:
            judged = _unquoted(reading, sentence, "opinion") is not None
        if judged or _addressed(reading, sentence):
            address = article.address(sentence.block)
            hits.append(evidence(article, address, sentence.start, sentence.end))
    return _shares(reading, "opinion_in_report", hits, len(own), OPINION_SOME, OPINION_MANY)


def _addressed(reading: Reading, sentence: Sentence) -> bool:
    """Whether the writer steps forward: speaks as "I" or "we", asks, or exclaims.

    A question that is a whole paragraph is a subheading.
    """
    alone = sentence.text.strip() == reading.article.blocks[sentence.block].text.strip()
    asks = sentence.text.rstrip().endswith(("?", "!")) and not alone
    return asks or _unquoted(reading, sentence, "voice") is not None


def _unquoted(reading: Reading, sentence: Sentence, key: str) -> Evidence | None:
    """The first phrase of a list in a sentence, outside quotation marks."""
    words = lexicon(reading.language)
    if words is None:
        return None
    for match in words.phrases("language", key).finditer(sentence.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if not speech_of(reading).quoted.covers(sentence.block, start, end):
            return evidence(reading.article, reading.article.address(sentence.block), start, end)
    return None


def observe_hedging_certainty(reading: Reading) -> Observation:
    """Absolute or exaggerated claims that nobody vouches for.

    Looks for "undeniably", "everyone knows", "proves once and for all", "the worst ever" and the
    like in sentences that are neither quoted nor attributed. Pass: at most one sentence in twenty.
    Partial: up to two in five, the fewer the better. Fail: more. Not applicable: labelled opinion,
    review or satire. After CredCo's "confidence" and "exaggerated claims".
    """
    exempt = _exempt(reading, "hedging_certainty")
    if exempt:
        return exempt
    words = lexicon(reading.language)
    own = own_sentences(reading)
    starts: dict[int, list[int]] = {}
    for sentence in reading.sentences:
        starts.setdefault(sentence.block, []).append(sentence.start)
    if not words or not words.has("language", "certain") or len(own) < MIN_SENTENCES:
        return Observation("hedging_certainty", Outcome.UNKNOWN, "unread")
    spoken = {
        (item.block, bisect(starts[item.block], item.start))
        for item in speech_of(reading).attributions
    }
    hits = []
    for _, sentence in own:
        vouched = (sentence.block, bisect(starts[sentence.block], sentence.start)) in spoken
        found = None if vouched else _unquoted(reading, sentence, "certain")
        if found:
            hits.append(found)
    return _shares(reading, "hedging_certainty", hits, len(own), CERTAIN_SOME, CERTAIN_MANY)
