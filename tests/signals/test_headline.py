"""Headlines against their stories, and bait."""

import pytest

from server.article import Block, Role
from server.signals.headline import observe_clickbait_headline, observe_headline_body

STORY = (
    "The city council voted on Monday to close the Harbour Bridge for 14 months. "
    "Repairs will cost $2.5 million, the engineer told the council."
)


@pytest.mark.parametrize(
    ("headline", "outcome", "finding"),
    [
        ("Council votes to close Harbour Bridge for 14 months", "pass", "in_body"),
        ("Harbour Bridge repairs to cost $2.5 million", "pass", "in_body"),
        ("COUNCIL CLOSES BRIDGE", "pass", "in_body"),
        ("Council’s vote closes bridges", "pass", "in_body"),
        ("Council votes to close Harbour Bridge for 20 months", "partial", "figure_missing"),
        ("Harbour Bridge closed: mayor resigns amid scandal", "partial", "partly_in_body"),
        ("Famous actor spotted without wedding ring", "fail", "not_in_body"),
        ("市議會投票關閉大橋十四個月", "unknown", "unread"),
        ("", "unknown", "unread"),
    ],
)
def test_headline_body(reading, headline, outcome, finding):
    seen = observe_headline_body(reading(STORY, headline=headline))
    assert (seen.outcome, seen.finding) == (outcome, finding)
    assert seen.evidence or outcome == "unknown"


@pytest.mark.parametrize(
    ("headline", "body"),
    [
        ("Two die in bridge accident", "The bridge accident killed 2 people."),
        ("Bridge accident kills 2", "Two people died in the bridge accident."),
        ("Bridge cost 2,000 lives", "The bridge took 2000 lives, and its cost was high."),
        ("Le pont coûte 2,5 millions", "Le coût du pont est de 2,5 millions."),
    ],
)
def test_figures_in_any_spelling(reading, headline, body):
    assert observe_headline_body(reading(body, headline=headline)).finding == "in_body"


@pytest.mark.parametrize(
    ("headline", "body", "finding"),
    [
        ("Harbour Bridge will close", "The Harbour Bridge may close, officials said.",
         "more_certain"),
        ("Harbour Bridge may close", "The Harbour Bridge may close, officials said.", "in_body"),
        ("Harbour Bridge will close", "The Harbour Bridge will close.", "in_body"),
        ("Harbour Bridge will close", "The Harbour Bridge will close. It may rain.", "in_body"),
    ],
)  # fmt: skip
def test_a_headline_surer_than_its_story(reading, headline, body, finding):
    assert observe_headline_body(reading(body, headline=headline)).finding == finding


@pytest.mark.parametrize(
    ("headline", "body", "finding"),
    [
        ("Nearly 300,000 march", "Police counted 298,412 people who march.", "in_body"),
        ("More than 300 arrested", "Police arrested 312 people.", "in_body"),
        ("About 300 arrested", "Police arrested 240 people.", "figure_missing"),
        ("300,000 march", "Police counted 298,412 people who march.", "in_body"),
        ("312,000 march", "Police counted 298,412 people who march.", "figure_missing"),
        ("15 arrested", "Police arrested 14 people.", "figure_missing"),
        ("Bridge cost 2 million", "The bridge had a cost of 2,000,000.", "in_body"),
        ("Bridge cost $2.5bn", "The bridge had a cost of 2,500 million.", "in_body"),
        ("Bridge cost 2 million", "The bridge had a cost of 3,000,000.", "figure_missing"),
        ("Fast 5000 demonstrieren", "Gut 4900 Menschen demonstrieren.", "in_body"),
        ("Près de 300 000 manifestent", "298 412 personnes manifestent.", "in_body"),
        ("Près de 300 000 manifestent", "198 412 personnes manifestent.", "figure_missing"),
        ("करीब 3 लाख लोग आए", "298412 लोग आए।", "in_body"),
        ("करीब 3 लाख लोग आए", "198412 लोग आए।", "figure_missing"),
    ],
)
def test_rounded_figures(reading, headline, body, finding):
    firsts = {"Fast": "de", "Près": "fr", "करीब": "hi"}
    language = firsts.get(headline.split()[0], "en")
    seen = observe_headline_body(reading(body, headline=headline, language=language))
    assert seen.finding == finding


@pytest.mark.parametrize(
    ("language", "headline", "body", "finding"),
    [
        ("en", "Council approves bridge", "The council did not approve the bridge.", "negation"),
        ("en", "Council won't approve bridge", "The council will approve the bridge.", "negation"),
        ("en", "Council approves bridge", "The council approved the bridge.", "in_body"),
        ("en", "Council won't approve bridge", "The council would not approve the bridge.",
         "in_body"),
        ("en", "Council approves bridge", "The council did not approve the bridge. A day later "
         "the council approved the bridge.", "in_body"),
        ("en", "Council approves bridge", "The council did not approve the bridge until Monday.",
         "in_body"),
        ("de", "Stadtrat genehmigt Brücke", "Der Stadtrat genehmigt die Brücke nicht.", "negation"),
        ("de", "Stadtrat genehmigt Brücke", "Der Stadtrat genehmigt die Brücke.", "in_body"),
        ("es", "Concejo aprueba puente", "El concejo no aprueba el puente.", "negation"),
        ("es", "Concejo aprueba puente", "El concejo aprueba el puente.", "in_body"),
        ("es", "Concejo no aprueba puente", "El concejo no aprueba el puente.", "in_body"),
        ("fr", "Conseil approuve pont", "Le conseil n'approuve pas le pont.", "negation"),
        ("fr", "Conseil approuve pont", "Le conseil approuve le pont.", "in_body"),
        ("fr", "Conseil n'approuve pas pont", "Le conseil n'approuve pas le pont.", "in_body"),
        ("hi", "परिषद ने पुल मंजूर किया", "परिषद ने पुल मंजूर नहीं किया।", "negation"),
        ("hi", "परिषद ने पुल मंजूर किया", "परिषद ने पुल मंजूर किया।", "in_body"),
    ],
)  # fmt: skip
def test_a_headline_that_says_the_opposite(reading, language, headline, body, finding):
    seen = observe_headline_body(reading(body, headline=headline, language=language))
    assert seen.finding == finding


@pytest.mark.parametrize(
    ("language", "headline", "body"),
    [
        ("de", "Brücke wird gesperrt", "Die Brücke könnte gesperrt werden, sagte sie."),
        ("es", "El puente será cerrado", "El puente podría ser cerrado, dijo ella."),
        ("fr", "Le pont sera fermé", "Le pont pourrait être fermé, a-t-elle dit."),
        ("hi", "पुल बंद होगा", "पुल बंद हो सकता है, उन्होंने कहा।"),
    ],
)
def test_a_headline_surer_than_its_story_in_other_languages(reading, language, headline, body):
    seen = observe_headline_body(reading(body, headline=headline, language=language))
    assert (seen.outcome, seen.finding) == ("partial", "more_certain")


def test_the_standfirst_counts_as_the_story(reading):
    standfirst = (Block(Role.STANDFIRST, "Harbour Bridge to close for 14 months"),)
    read = reading("It was agreed.", headline="Harbour Bridge to close", before=standfirst)
    assert observe_headline_body(read).outcome == "pass"


@pytest.mark.parametrize(
    ("headline", "labels", "probability", "outcome", "finding"),
    [
        ("Council votes to close bridge", ["plain"], 0.1, "pass", "plain"),
        ("Council votes to close bridge", [None], 0.5, "unknown", "undecided"),
        ("Council votes to close bridge", None, 0.5, "unknown", "unread"),
        ("This bridge has a secret", ["clickbait"], 0.7, "unknown", "undecided"),
        ("This bridge has a secret", ["clickbait"], 0.95, "partial", "likely_bait"),
        ("You won’t believe this bridge", ["clickbait"], 0.95, "fail", "bait"),
        ("You won’t believe what this bridge cost", ["plain"], 0.3, "partial", "formula"),
        ("COUNCIL VOTES TO CLOSE BRIDGE", ["plain"], 0.1, "partial", "capitals"),
        ("NATO, UN AND EU", None, 0.5, "partial", "capitals"),
        ("", None, 0.5, "unknown", "unread"),
    ],
)
def test_clickbait_headline(reading, headline, labels, probability, outcome, finding):
    given = {"clickbait": labels} if labels else {}
    read = reading(STORY, headline=headline, labels=given, probability=probability)
    seen = observe_clickbait_headline(read)
    assert (seen.outcome, seen.finding) == (outcome, finding)
    assert seen.evidence or outcome == "unknown"
