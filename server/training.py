"""`presscard retrain` and `presscard evaluate` on the terminal: names in, tables out.

Knows how to show what the classifier package reports; it fits, measures and refuses nothing itself.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from classifier.dataset import set_of_another
from classifier.evaluate import Progress as Report
from classifier.evaluate import evaluate
from classifier.retrain import retrain
from classifier.tasks import TASKS
from server.signals import ai_training

Metrics = Mapping[str, Mapping[str, float]]
SHOWN = ("macro_f1", "auc", "accuracy", "brier", "ece")
"""Metrics in the order in which they matter; the others follow."""


def tasks_named(name: str) -> tuple[str, ...]:
    """The tasks that a command line names: one, or all."""
    names = (*TASKS, ai_training.NAME)
    if name == "all":
        return names if ai_training.ROWS.exists() else tuple(TASKS)
    if name not in names:
        raise ValueError(f"There is no task {name}. Tasks: {', '.join(names)}, all.")
    return (name,)


def _refit(allow_regression: bool, console: Console) -> None:
    """Fit the second opinion on AI disclosures anew, and show what it adds to the rules."""
    made = ai_training.retrain(allow_regression)
    console.print(f"[bold]{ai_training.NAME}[/], {made.rows} rows; on the rows held out:")
    console.print(_second_opinion(made.rules, made.with_model))
    console.print(f"Written to {made.path}. A running server uses it from its next request.")


def _measure(console: Console) -> None:
    """Show how well the rows held out are read with the weights in place."""
    rules, with_model = ai_training.measure()
    console.print(f"[bold]{ai_training.NAME}[/], on the rows held out:")
    console.print(_second_opinion(rules, with_model))


def _second_opinion(rules: ai_training.Figures, with_model: ai_training.Figures) -> Table:
    """What the model adds to the rules."""
    table = Table(show_edge=False)
    for heading in ("", "disclosures", "look-alikes", "F1", "recall", "flagged wrongly"):
        table.add_column(heading, justify="right" if heading else "left")
    for name, made in (("rules alone", rules), ("with the model", with_model)):
        numbers = [f"{n:.3f}" for n in (made.f1, made.recall, made.flagged)]
        table.add_row(name, str(made.disclosures), str(made.look_alikes), *numbers)
    return table


def run_retrain(
    name: str,
    data: Sequence[Path],
    own_rows: bool,
    allow_regression: bool,
    console: Console,
    reports: Path | None = None,
) -> None:
    """Retrain one task with progress on the terminal, and show what changed."""
    if name == ai_training.NAME:
        _refit(allow_regression, console)
        return
    others = [path for path in data if set_of_another(name, path)]
    data = [path for path in data if path not in others]
    for path in others:
        console.print(f"{path.name} is not for {name}: left out.")
    with _progress(console, f"retrain {name}") as report:
        made = retrain(
            name,
            data,
            own_rows=own_rows,
            allow_regression=allow_regression,
            report_to=reports / f"{name}.html" if reports else None,
            progress=report,
        )
    console.print(
        f"[bold]{name}[/] {made.version}, {made.rows} rows, held out by publisher (95 % intervals):"
    )
    console.print(_table(made.metrics, made.previous))
    console.print(_answered(made.outside_band))
    for reason in made.reasons:
        console.print(f"[yellow]Allowed:[/] {reason}")
    console.print(f"Written to {made.path}. A running server uses it from its next request.")


def run_evaluate(name: str, against: Sequence[Path], console: Console) -> None:
    """Show a model's held-out figures, or measure it on labelled files."""
    if name == ai_training.NAME:
        _measure(console)
        return
    with _progress(console, f"evaluate {name}") as report:
        made = evaluate(name, list(against) or None, progress=report)
    console.print(f"[bold]{name}[/] {made.model}, on {made.against} (95 % intervals):")
    console.print(_table(made.metrics, None))
    console.print(_answered(made.outside_band))


@contextmanager
def _progress(console: Console, title: str) -> Iterator[Report]:
    """A progress bar on a terminal; nothing where the output is a file."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task(title, total=1.0)
        yield lambda stage, share: bar.update(
            task, description=f"{title}: {stage}", completed=share
        )


def _table(metrics: Metrics, previous: Metrics | None) -> Table:
    """The metrics with their intervals, beside those of the model before."""
    table = Table(show_edge=False)
    for heading in ("metric", "value", "from", "to", *(("before",) if previous else ())):
        table.add_column(heading, justify="left" if heading == "metric" else "right")
    names = [name for name in SHOWN if name in metrics]
    names += [name for name in metrics if name not in SHOWN]
    for name in names:
        numbers = [f"{metrics[name][key]:.3f}" for key in ("value", "low", "high")]
        if previous:
            numbers.append(f"{previous[name]['value']:.3f}" if name in previous else "")
        table.add_row(name.replace("_", " "), *numbers)
    return table


def _answered(outside: Mapping[str, float]) -> str:
    """How much the model answers outside its silent band, and how often it is right there."""
    return (
        f"Answers {outside['coverage']:.0%} and is right in {outside['precision']:.0%} of those; "
        "on the rest it stays silent."
    )
