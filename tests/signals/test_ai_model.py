"""The second opinion on AI disclosures: what it adds to the rules, and how it is fitted anew."""

import json

import pytest

from classifier.dataset import DataError
from classifier.modelfile import write
from classifier.retrain import Regression
from server.article import Role
from server.signals import ai_features, ai_training
from server.signals.ai_disclosures import About, read_disclosure
from server.signals.credits import Position

SILENT = {"intercept": -9.0, "threshold": 0.5, "weights": {}}
EAGER = {"intercept": 9.0, "threshold": 0.5, "weights": {}}

UNRULED = [
    ("The herons above are the work of AI, asked nicely by our intern", Role.CAPTION),
    ("ხელოვნური: AI-ს ნამუშევარი, studio Tern", Role.CREDIT),
]
VETOED = [
    ("Questions about AI pictures? Write to desk@tern.example", Role.TAIL),
    ("No part of this report was written by AI.", Role.TAIL),
    ("Our AI policy: pictures made with AI must carry a label.", Role.TAIL),
    ("Claude Verdon feeds the herons in Tern Bay", Role.CAPTION),
]


@pytest.mark.parametrize(("text", "role"), UNRULED)
def test_the_model_decides_where_no_rule_does(text, role):
    with ai_features.weights(SILENT):
        assert not read_disclosure(text, role)
    with ai_features.weights(EAGER):
        assert [d.about for d in read_disclosure(text, role)] == [About.IMAGE]


@pytest.mark.parametrize(("text", "role"), VETOED)
def test_what_the_rules_are_sure_of_no_model_overrules(text, role):
    with ai_features.weights(EAGER):
        assert not read_disclosure(text, role)


def test_running_text_is_left_to_the_rules():
    text = "The herons above are the work of AI, he said."
    with ai_features.weights(EAGER):
        assert not read_disclosure(text, Role.BODY, Position.OPENING)


def test_shipped_weights_are_those_of_the_rows():
    """The same rows give the same bytes, and nobody edited the weights by hand."""
    made = ai_training.fit(ai_training.read_rows()["train"])
    assert made == json.loads(ai_features.WEIGHTS.read_text("utf-8"))


def test_it_adds_to_the_rules_on_rows_held_out():
    rules, with_model = ai_training.measure()
    assert rules.disclosures > 100
    assert with_model.recall > rules.recall + 0.03
    assert with_model.flagged < 0.08


def test_without_rows_the_error_says_where_they_are(tmp_path):
    with pytest.raises(DataError, match="checkout of the repository"):
        ai_training.read_rows(tmp_path / "rows.jsonl")


def test_weights_that_are_replaced_are_used_at_once(tmp_path, monkeypatch):
    path = tmp_path / "ai_model.json"
    monkeypatch.setattr(ai_features, "WEIGHTS", path)
    text, role = UNRULED[0]
    for content, found in ((SILENT, 0), (EAGER, 1), (SILENT, 0)):
        write(path, json.dumps(content).encode())
        assert len(read_disclosure(text, role)) == found


def test_weights_that_read_worse_are_refused_and_those_in_place_kept(tmp_path, monkeypatch):
    path = tmp_path / "ai_model.json"
    path.write_text("the old weights", "utf-8")
    monkeypatch.setattr(ai_training, "fit", lambda _: SILENT)
    with pytest.raises(Regression, match="held-out F1"):
        ai_training.retrain(path=path)
    assert path.read_text("utf-8") == "the old weights"
    ai_training.retrain(allow_regression=True, path=path)
    assert json.loads(path.read_text("utf-8")) == SILENT
