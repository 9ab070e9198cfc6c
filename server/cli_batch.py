"""The command about archives: `presscard batch`.

Like `server.cli`, which it belongs to, it parses, calls and prints.
"""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from server.batch.inputs import Source
    from server.batch.run import Progress as Now
    from server.batch.run import Report
    from server.batch.work import Settings

EXTRA = "presscard batch needs the extra `presscard[batch]`; in a checkout: make batch"
DEFAULT_CHUNK = 250
"""Pages: docs/performance.md, "How large a chunk"."""
DEFAULT_LIMIT = 60.0
"""Seconds for a page: many times what any page has taken."""
SHOWN = 5
"""Reasons that are printed; the summary has them all."""
LINE_EVERY_S = 30
"""Where there is no terminal to draw a bar on, a line so often."""
AGAIN = "What is done is kept: the same command goes on from there"


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="INPUT…")
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for the cards; a run that was stopped goes on there.",
)
@click.option("--workers", type=click.IntRange(1), help="Processes; default: one a processor.")
@click.option("--scheduler", metavar="ADDRESS", help="A Dask scheduler: tcp://host:8786.")
@click.option("--language", default="en", show_default=True, help="Of the cards' own words.")
@click.option("--html", default="html", show_default=True, help="Field with the HTML.")
@click.option("--text", default="text", show_default=True, help="Field with the text.")
@click.option("--url", default="url", show_default=True, help="Field with the address.")
@click.option("--id", "id_", default="id", show_default=True, help="Field with a name.")
@click.option(
    "--seen-at", default="seen_at", show_default=True, help="Field with when the page was seen."
)
@click.option("--chunk", default=DEFAULT_CHUNK, show_default=True, type=click.IntRange(1))
@click.option("--time-limit", default=DEFAULT_LIMIT, show_default=True, help="Seconds a page.")
def batch(
    inputs: tuple[str, ...],
    out: Path,
    workers: int | None,
    scheduler: str | None,
    language: str,
    html: str,
    text: str,
    url: str,
    id_: str,
    seen_at: str,
    chunk: int,
    time_limit: float,
) -> None:
    """Score archives: WARC, JSONL, CSV, Parquet, folders of HTML. One Parquet row for each page.

    Run the same command again after it was stopped, and it goes on.
    """
    if scheduler and workers:
        raise click.UsageError("--workers are started here; those of --scheduler are its own.")
    try:
        from server.batch.inputs import InputError, find
        from server.batch.records import Columns
        from server.batch.run import Stopped
        from server.batch.work import CannotWrite, Settings, versions
    except ModuleNotFoundError as error:
        raise click.ClickException(f"{EXTRA} ({error.name} is missing).") from None
    columns = Columns(html, text, url, id_, seen_at)
    try:
        sources = find(inputs, columns)
        settings = Settings(str(out.resolve()), columns, language, time_limit, "", versions())
        _run(settings, sources, chunk, scheduler, workers)
    except InputError as error:
        raise click.ClickException(str(error)) from None
    except (Stopped, CannotWrite) as error:
        raise click.ClickException(f"{error}. {AGAIN}.") from None
    except KeyboardInterrupt:
        raise click.ClickException(f"Stopped. {AGAIN}.") from None


def _run(
    settings: "Settings",
    sources: "Sequence[Source]",
    chunk: int,
    scheduler: str | None,
    workers: int | None,
) -> None:
    """Score everything, with a bar; print what it came to."""
    from server.batch import run

    out = Path(settings.out)
    with run.claimed(out):
        settings = run.pinned(settings, sources, chunk)
        click.echo(f"{len(sources)} inputs, {sum(s.size for s in sources) / 1e6:,.1f} MB", err=True)
        with run.connected(scheduler, workers or os.cpu_count() or 1) as client, _bar() as report:
            run.Run(client, settings, sources, chunk, report).go()
        run.clear_up(out)
        _finish(out)


def _finish(out: Path) -> None:
    """Write the summary and print its first lines."""
    from server.batch import summary
    from server.batch.work import PARTS
    from server.terminal import clean

    found = summary.written(out)
    rated = sum(found.bands.values())
    not_rated, failed = sum(found.not_rated.values()), sum(found.failures.values())
    click.echo(f"{found.rows:,} pages: {rated:,} rated, {not_rated:,} not rated, {failed:,} failed")
    for title, counts in (("not rated", found.not_rated), ("failed", found.failures)):
        for reason, count in counts.most_common(SHOWN):
            click.echo(f"  {title}: {count:,} {clean(reason)}")
    click.echo(f"Cards: {out / PARTS}  Summary: {out / summary.PAGE}")


@contextmanager
def _bar() -> "Iterator[Report]":
    """A bar with rate and time left; on no terminal, a line now and then."""
    if not sys.stderr.isatty():
        yield _lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    began = time.monotonic()
    # No estimate of rich's: what earlier runs did would count as done in no time.
    columns = (BarColumn(None), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("starting", total=None)

        def report(progress: "Now") -> None:
            told = _told(progress, time.monotonic() - began)
            bar.update(task, total=progress.size, completed=progress.done, description=told)

        yield report


def _lines() -> "Report":
    """Prints a line every LINE_EVERY_S."""
    began = last = time.monotonic()

    def report(progress: "Now") -> None:
        nonlocal last
        now = time.monotonic()
        if now - last < LINE_EVERY_S and progress.done < progress.size:
            return
        last = now
        click.echo(_told(progress, now - began), err=True)

    return report


def _told(progress: "Now", seconds: float) -> str:
    """How far it is; counts and rates of this run."""
    share = progress.done / progress.size if progress.size else 1
    own = progress.done - progress.earlier
    left = seconds * (progress.size - progress.done) / own if own else None
    rate = progress.pages / seconds if seconds else 0
    return (
        f"{100 * share:.0f} %  {progress.pages:,} pages  {rate:,.0f}/s  "
        f"{progress.errors:,} failed  {progress.workers} workers  {_duration(left)} left"
    )


def _duration(seconds: float | None) -> str:
    """A time as a reader plans by it."""
    if seconds is None:
        return "?"
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:,.0f} min"
