"""The command: what it prints, and that bad input is one line and a non-zero exit."""

import json
import socket
import subprocess
import sys

import pytest
from click.testing import CliRunner

from server import cli
from server.cli import looks_like_html, main
from server.store import Store


@pytest.fixture
def run():
    return lambda *arguments, **more: CliRunner().invoke(main, list(arguments), **more)


def one_line_error(result):
    """The only line of a failed command."""
    assert result.exit_code != 0
    assert isinstance(result.exception, SystemExit)
    (line,) = result.stderr.strip().splitlines()
    return line


@pytest.mark.parametrize(
    ("content", "html"),
    [
        (b"<!DOCTYPE html><p>x", True),
        (b"\xef\xbb\xbf\n <html>", True),
        (b"<?xml version='1.0'?><html>", True),
        (b"<!-- saved from --><html>", True),
        (b"<div class=a><p>Text</p></div>", True),
        ("<html><body>".encode("utf-16"), True),
        ("<html><body>".encode("utf-16-le"), True),
        (b"A headline\n\nA paragraph.", False),
        (b"How the <div> element works, and why", False),
        (b"3 < 4 and 5 > 2", False),
        ("Заголовок\n\nТекст".encode(), False),
        (b"", False),
        (b"\x00\xff\xfe", False),
    ],
)
def test_html_and_text_are_told_apart(content, html):
    assert looks_like_html(content) is html


def test_no_such_file_is_one_line(run):
    assert "no-such-file" in one_line_error(run("score", "no-such-file"))


def test_a_folder_is_one_line(run, tmp_path):
    assert "directory" in one_line_error(run("score", str(tmp_path)))


def test_nothing_is_one_line(run, tmp_path):
    empty = tmp_path / "empty.html"
    empty.write_bytes(b" \n ")
    assert one_line_error(run("score", str(empty))).endswith("is empty.")
    assert one_line_error(run("score", "-", input=b"")).endswith("standard input is empty.")


def test_an_endless_file_is_one_line(run, tmp_path, monkeypatch):
    monkeypatch.setattr(cli, "MAX_FILE", 1_000_000)
    large = tmp_path / "large.html"
    large.write_bytes(b"x" * 1_000_001)
    assert "larger than 1 MB" in one_line_error(run("score", str(large)))


def test_a_taken_port_is_one_line_that_names_a_way_out(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = one_line_error(run("serve", "--port", str(port)))
    assert f"Port {port} is taken" in line
    assert f"--port {port + 1}" in line


def test_a_setting_that_cannot_be_used_is_one_line(run):
    result = run("serve", "--port", "1024", env={"PRESSCARD_RATE": "many"})
    assert "PRESSCARD_RATE must be a number" in one_line_error(result)


FEEDBACK = {"card": "c", "task": "loaded_language", "quote": "They slammed it.", "reason": "Quote."}


def test_feedback_is_reviewed_and_exported(run):
    store = Store()
    for _ in range(3):
        store.add_feedback(FEEDBACK)
    store.add_feedback({"card": "c", "signal": "author", "reason": "\x1b[2JThere is one."})
    assert len(run("feedback", "list").stdout.splitlines()) == 4
    result = run("feedback", "review", input="2\nr\ns\na\n")
    assert result.exit_code == 0
    assert "2 more say the same of it." in result.stdout
    assert "\x1b[2J" not in result.stdout
    assert [row["status"] for row in store.all_feedback()] == [
        "accepted", "rejected", "new", "accepted",
    ]  # fmt: skip
    (line,) = run("feedback", "export", "loaded_language").stdout.splitlines()
    row = json.loads(line)
    assert (row["text"], row["label"]) == ("They slammed it.", "neutral")


def test_nothing_unreviewed_is_exported(run):
    store = Store()
    for _ in range(50):
        store.add_feedback({**FEEDBACK, "client": "flood/1"})
    assert run("feedback", "export", "loaded_language").stdout == ""
    assert "50 from flood/1" in run("feedback", "review", input="q\n").stdout


def test_exporting_an_unknown_task_is_one_line(run):
    assert "no task" in one_line_error(run("feedback", "export", "nothing"))


def test_what_is_kept_of_a_client_can_be_exported_and_deleted(run):
    store = Store()
    store.add_feedback({**FEEDBACK, "client": "me/1"})
    store.add_feedback({**FEEDBACK, "client": "other/1"})
    store.keep_card({"id": "a"})
    (line,) = run("data", "export", "--client", "me/1").stdout.splitlines()
    assert json.loads(line)["client"] == "me/1"
    assert len(run("data", "export").stdout.splitlines()) == 3
    assert "Deleted: 1 feedback" in run("data", "purge", "--client", "me/1", "--yes").stdout
    assert [row["client"] for row in store.all_feedback()] == ["other/1"]
    assert run("data", "purge", "--yes").exit_code == 2


def test_a_store_that_does_not_work_is_one_line(run, tmp_path):
    path = tmp_path / "broken.sqlite3"
    path.write_bytes(b"no database" * 1000)
    env = {"PRESSCARD_DATABASE_URL": f"sqlite:///{path}"}
    assert "not a database" in one_line_error(run("feedback", "list", env=env))


def test_the_command_starts_without_flask_or_models():
    """`presscard --help` answers at once because nothing heavy is imported for it."""
    code = (
        "import sys, server.cli; "
        "print([n for n in ('flask', 'numpy', 'sklearn', 'lxml', 'rich', 'sqlalchemy') "
        "if n in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_evaluate_prints_held_out_figures_with_their_intervals(run):
    result = run("evaluate", "clickbait")
    assert result.exit_code == 0
    assert "macro f1" in result.stdout
    assert "(95 % intervals):" in " ".join(result.stdout.split())
    assert not result.stdout.startswith("\n")
    assert "Answers " in result.stdout


def test_the_second_opinion_on_ai_is_measured_and_takes_no_other_rows(run, tmp_path):
    result = run("evaluate", "ai_disclosures")
    assert "rules alone" in result.stdout
    assert "with the model" in result.stdout
    rows = tmp_path / "rows.jsonl"
    rows.touch()
    result = run("retrain", "ai_disclosures", "--data", str(rows))
    assert result.exit_code == 2
    assert "takes no --data" in result.output


def test_an_unknown_task_is_one_line_with_the_known_ones(run):
    for command in ("retrain", "evaluate"):
        line = one_line_error(run(command, "nothing"))
        assert "no task nothing" in line
        assert "clickbait" in line


def test_a_wrong_row_is_one_line_with_its_place(run, tmp_path):
    rows = tmp_path / "rows.jsonl"
    fine = '{"id": "a", "text": "One fine line.", "label": "plain"}'
    rows.write_text(fine + '\n{"id": "b"}\n', "utf-8")
    for command in (
        ("retrain", "clickbait", "--only-data", "--data", str(rows)),
        ("evaluate", "clickbait", "--against", str(rows)),
    ):
        assert "rows.jsonl:2:" in one_line_error(run(*command))


def test_a_worse_model_is_refused_in_one_line_that_names_the_way_out(run, monkeypatch):
    from classifier.retrain import Regression

    def worse(*_, **__):
        raise Regression(["auc fell from 0.90 to 0.70"])

    monkeypatch.setattr("server.training.retrain", worse)
    line = one_line_error(run("retrain", "clickbait"))
    assert "auc fell" in line
    assert "--allow-regression" in line


def test_retraining_all_goes_on_after_a_refusal_and_names_it(run, monkeypatch):
    from classifier.retrain import Regression

    asked = []

    def worse(name, *_, **__):
        asked.append(name)
        raise Regression(["auc fell"])

    monkeypatch.setattr("server.training.retrain", worse)
    monkeypatch.setattr("server.training.ai_training.retrain", worse)
    result = run("retrain", "all")
    assert result.exit_code == 1
    assert set(asked) >= {"loaded_language", "clickbait", "sentiment"}
    assert result.output.rstrip().endswith("ai_disclosures.")
    assert "Not replaced: loaded_language, clickbait" in result.output


def test_exported_feedback_can_be_trained_on(run, tmp_path):
    from classifier.dataset import load
    from classifier.tasks import TASKS

    store = Store()
    for n, label in enumerate(("loaded", "neutral")):
        number = store.add_feedback({**FEEDBACK, "quote": f"They slammed bill {n}."})
        store.review(number, "accepted", label)
    rows = tmp_path / "rows.jsonl"
    assert run("feedback", "export", "loaded_language", str(rows)).exit_code == 0
    read = load(TASKS["loaded_language"], [rows])
    assert [(row.text, row.label) for row in read] == [
        ("They slammed bill 0.", "loaded"),
        ("They slammed bill 1.", "neutral"),
    ]


def test_doctor_says_what_to_mend(run, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = run("doctor", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 1
    assert "ok   Scoring" in result.stdout
    assert "something else listens" in result.stdout
    (tmp_path / "file").write_text("x", "utf-8")
    env = {"PRESSCARD_DATABASE_URL": f"sqlite:///{tmp_path}/file/x.sqlite3"}
    assert "FAIL Store" in run("doctor", env=env).stdout
