"""The commands about what an installation keeps: `presscard feedback` and `presscard data`.

Like `server.cli`, which they belong to, they parse, call and print.
"""

import json
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, TextIO, TypeVar

import click

if TYPE_CHECKING:
    from server.store import Store

Answer = TypeVar("Answer")


@click.group()
def feedback() -> None:
    """Readers' objections: list, review, export as training rows."""


@feedback.command("list")
@click.option("--status", type=click.Choice(["new", "accepted", "rejected"]))
def feedback_list(status: str | None) -> None:
    """Print feedback as JSON lines."""
    for row in _stored(lambda store: store.all_feedback(status)):
        click.echo(json.dumps(row))


@feedback.command()
def review() -> None:
    """Go through new feedback, one by one: accept, relabel or reject."""
    from server.reviewing import copies, origins
    from server.terminal import clean

    rows = _stored(lambda store: store.all_feedback("new"))
    click.echo(f"{len(rows)} to review.")
    for client, count in sorted(origins(rows).items(), key=lambda item: -item[1])[:5]:
        click.echo(f"  {count} from {clean(client)}")
    for number, row in enumerate(rows, 1):
        click.echo(f"\n{number}/{len(rows)}", nl=False)
        _show_feedback(row, copies(row, rows))
        verdict = _verdict(row["task"])
        if verdict is None:
            break
        if verdict[0]:
            _stored(partial(_record, row["id"], *verdict))


def _show_feedback(row: Mapping[str, Any], same: int) -> None:
    """One objection, with the words in question."""
    from server.terminal import clean

    click.echo(f"  {clean(row['task'] or row['signal'])}  {row['received'][:16]}")
    if same:
        click.echo(f"  {same} more say the same of it.")
    if row["quote"]:
        click.secho(f"  “{clean(row['quote'])}”", fg="cyan")
    click.echo(f"  Reader: {clean(row['reason'])}")


def _record(number: str, status: str, label: str, store: "Store") -> bool:
    """Write a verdict down."""
    return store.review(number, status, label)


def _verdict(task: str | None) -> tuple[str, str] | None:
    """The reviewer's answer: (status, label), ("", "") to skip, None to stop."""
    labels = _labels(task)
    keys = {str(n): label for n, label in enumerate(labels, 1)}
    shown = ", ".join(f"{n} = {label}" for n, label in keys.items()) or "a = accept"
    answer = click.prompt(
        f"  {shown}, r = reject, s = skip, q = stop",
        type=click.Choice([*(keys or ["a"]), "r", "s", "q"]),
        show_choices=False,
    )
    if answer == "q":
        return None
    if answer == "s":
        return "", ""
    return ("rejected", "") if answer == "r" else ("accepted", keys.get(answer, ""))


def _labels(task: str | None) -> tuple[str, ...]:
    """The labels a sentence of the task can have."""
    from classifier.tasks import TASKS

    return TASKS[task].labels if task and task in TASKS else ()


@feedback.command()
@click.argument("task")
@click.argument("file", type=click.File("w", encoding="utf-8"), default="-")
def export(task: str, file: TextIO) -> None:
    """Write accepted feedback on TASK as training rows (JSON lines)."""
    from server.reviewing import rows_to_train

    if not _labels(task):
        raise click.ClickException(f"There is no task {task}.")
    for row in _stored(lambda store: list(rows_to_train(store, task))):
        file.write(json.dumps(row, ensure_ascii=False) + "\n")


@click.group()
def data() -> None:
    """What this installation keeps: export it, delete it."""


@data.command("export")
@click.option("--client", help="Only what this client sent.")
def data_export(client: str | None) -> None:
    """Print everything kept, as JSON lines."""
    for row in _stored(lambda store: store.all_feedback(client=client)):
        click.echo(json.dumps({"kind": "feedback", **row}))
    if client is None:
        for card in _stored(lambda store: store.all_cards()):
            click.echo(json.dumps({"kind": "card", **card}))


@data.command()
@click.option("--days", type=click.IntRange(0), help="Delete what is older than so many days.")
@click.option("--client", help="Delete what this client sent.")
@click.confirmation_option(prompt="Delete for good?")
def purge(days: int | None, client: str | None) -> None:
    """Delete kept feedback and cards."""
    from datetime import UTC, datetime, timedelta

    if days is None and client is None:
        raise click.UsageError("Say what to delete: --days N, --client NAME or both.")
    before = None if days is None else datetime.now(UTC) - timedelta(days=days)
    gone = _stored(lambda store: store.purge(before, client))
    click.echo(f"Deleted: {gone['feedback']} feedback, {gone['cards']} cards.")


def _stored(ask: Callable[["Store"], Answer]) -> Answer:
    """Ask the store; its troubles become one-line errors."""
    from server.settings import SettingError, from_environment
    from server.store import Store, StoreError

    try:
        return ask(Store(from_environment().database_url))
    except (SettingError, StoreError) as error:
        raise click.ClickException(str(error)) from None
