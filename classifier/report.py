"""The report of a retraining: one HTML page with its own style and drawings, nothing fetched.

Shows what the model card has no room for: confusion, reliability, learning curve, strongest
features, surest mistakes and slices. Knows no rows; texts in it are of our own rows only.
"""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from classifier.tasks import Task

SIDE = 260
"""Width and height of a drawing, in CSS pixels."""
STYLE = """
body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}
th,td{padding:.2rem .7rem;text-align:right;border-bottom:1px solid #8884}
th:first-child,td:first-child{text-align:left}
svg{overflow:visible;margin:1rem 2rem}
svg *{vector-effect:non-scaling-stroke}
.line{fill:none;stroke:#06c;stroke-width:2}.frame{fill:none;stroke:#888}.ideal{stroke:#888}
:root{color-scheme:light dark}
"""
SPLITS = {"group": "publishers never seen", "topic": "topics never seen", "random": "random"}


def render(task: Task, about: Mapping[str, Any]) -> str:
    """The page."""
    parts = [
        ("Held-out metrics", _metrics(about)),
        ("Confusion (publishers never seen)", _confusion(task, about)),
        ("Reliability: said against was", _reliability(about)),
        ("Learning curve", _curve(about)),
        ("Strongest features", _features(about)),
        ("Surest mistakes", _mistakes(about)),
        ("Slices", _slices(about)),
    ]
    sections = "".join(f"<h2>{escape(title)}</h2>{body}" for title, body in parts)
    title = f"Retraining report: {escape(task.name)}"
    data = about["data"]
    lead = f"{data['rows']:,} rows, data {data['digest']}, seed {about['seed']}."
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        f"<style>{STYLE}</style><h1>{title}</h1><p>{lead}</p>{sections}</html>\n"
    )


def _table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table; every cell is escaped."""
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _metrics(about: Mapping[str, Any]) -> str:
    """Every metric of every split, with its interval."""
    names = list(about["splits"]["group"])
    rows = []
    for split, found in about["splits"].items():
        cells = [
            f"{found[name]['value']:.3f} ({found[name]['low']:.3f}–{found[name]['high']:.3f})"
            for name in names
            if name in found
        ]
        rows.append([SPLITS[split], *cells])
    return _table(["split", *(name.replace("_", " ") for name in names)], rows)


def _confusion(task: Task, about: Mapping[str, Any]) -> str:
    """True labels down, predicted labels across."""
    rows = [
        [f"is {label}", *counts]
        for label, counts in zip(task.labels, about["confusion"], strict=True)
    ]
    return _table(["", *(f"called {label}" for label in task.labels)], rows)


def _drawing(points: Sequence[tuple[float, float]], label: str, ideal: str = "") -> str:
    """A line through points of the unit square, in a frame."""
    path = " ".join(f"{x * SIDE:.1f},{(1 - y) * SIDE:.1f}" for x, y in points)
    dots = "".join(
        f'<circle cx="{x * SIDE:.1f}" cy="{(1 - y) * SIDE:.1f}" r="3" fill="#06c"/>'
        for x, y in points
    )
    return (
        f'<svg width="{SIDE}" height="{SIDE}" role="img" aria-label="{escape(label)}">'
        f'<rect class="frame" width="{SIDE}" height="{SIDE}"/>{ideal}'
        f'<polyline class="line" points="{path}"/>{dots}</svg>'
    )


def _reliability(about: Mapping[str, Any]) -> str:
    """The diagram and its numbers."""
    bins = about["reliability"]
    ideal = f'<line class="ideal" x1="0" y1="{SIDE}" x2="{SIDE}" y2="0"/>'
    points = [(each["said"], each["was"]) for each in bins]
    rows = [[f"{each['said']:.2f}", f"{each['was']:.2f}", each["n"]] for each in bins]
    return _drawing(points, "Said against was", ideal) + _table(["said", "was", "rows"], rows)


def _curve(about: Mapping[str, Any]) -> str:
    """AUC by share of the training rows, publishers never seen."""
    steps = about["learning_curve"]
    most = max(step["rows"] for step in steps)
    points = [(step["rows"] / most, step["auc"]) for step in steps]
    rows = [[step["rows"], f"{step['macro_f1']:.3f}", f"{step['auc']:.3f}"] for step in steps]
    drawn = _drawing(points, "AUC by number of training rows")
    return drawn + _table(["training rows", "macro F1", "AUC"], rows)


def _features(about: Mapping[str, Any]) -> str:
    """What speaks most for each label."""
    return "".join(
        f"<h3>{escape(label)}</h3>" + _table(["feature", "weight"], found)
        for label, found in about["features"].items()
    )


def _mistakes(about: Mapping[str, Any]) -> str:
    """Rows of ours that the model is surest of and wrong about."""
    if not about["worst"]:
        return "<p>None among our own rows.</p>"
    return _table(["label", "text"], [[row["label"], row["text"]] for row in about["worst"]])


def _slices(about: Mapping[str, Any]) -> str:
    """Every slice with enough rows."""
    rows = [
        [
            f"{name}: {value}",
            found["n"],
            f"{found['accuracy']:.2f}",
            f"{found['false_positives']:.2f}",
        ]
        for name, values in about["slices"].items()
        for value, found in values.items()
    ]
    return _table(["slice", "rows", "accuracy", "false positives"], rows)
