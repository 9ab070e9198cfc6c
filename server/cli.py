"""The `presscard` command: each subcommand parses its arguments and calls what does the work.

Heavy modules are imported inside the commands, so that `presscard --help` answers at once.
"""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from server.cli_batch import batch
from server.cli_store import data, feedback

DEFAULT_PORT = 8787
MAX_FILE = 50_000_000
"""Bytes. Extraction reads far less of a page; this keeps a wrong argument from filling memory."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="presscard")
def main() -> None:
    """Show how openly a news article shows its work."""


main.add_command(batch)
main.add_command(feedback)
main.add_command(data)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers",
    default=min(2, os.cpu_count() or 1),
    show_default="2, or 1 on one processor",
    type=click.IntRange(1, 64),
    help="Processes; each uses one processor.",
)
def serve(host: str, port: int, workers: int) -> None:
    """Start the backend that the extension calls."""
    from server.serving import CannotServe
    from server.serving import serve as run

    try:
        run(host, port, workers, lambda text: click.echo(text, err=True))
    except CannotServe as error:
        raise click.ClickException(str(error)) from None


@main.command()
@click.argument("file", type=click.Path(allow_dash=True))
@click.option("--url", help="The page's address; it is never fetched.")
@click.option("--json", "as_json", is_flag=True, help="Print the card as JSON.")
@click.option("--language", default="en", show_default=True, help="Of the card's own words.")
def score(file: str, url: str | None, as_json: bool, language: str) -> None:
    """Print the card of a saved page, HTML or text. FILE may be - for standard input."""
    content = _read(file)
    from classifier.predict import ModelError
    from server.scoring import Page
    from server.scoring import score as score_page

    if looks_like_html(content):
        page = Page(html=content, text=None, url=url, charset=None)
    else:
        page = Page(html=None, text=content.decode("utf-8-sig", "replace"), url=url, charset=None)
    try:
        card = score_page(page, language).to_dict()
    except ModelError as error:
        raise click.ClickException(f"A model cannot be used: {error}.") from None
    if as_json:
        # ASCII escapes, so that no terminal's encoding can spoil it.
        click.echo(json.dumps(card, indent=2))
        return
    from server.terminal import show

    show(card)


@main.command()
@click.argument("file", type=click.Path(allow_dash=True))
def image(file: str) -> None:
    """Print what the metadata of a picture (PNG, JPEG, WebP) declare of how it was made."""
    content = _read(file)
    from server.image_bytes import NotAnImage
    from server.picture import examine
    from server.wording import wording

    try:
        found = examine(content, wording())
    except NotAnImage as error:
        raise click.ClickException(f"{file}: {error}.") from None
    for sentence in found.summary:
        click.echo(sentence)
    for item in found.declared:
        click.echo(f"Digital source type: {item.term} ({item.where})")
    for name, said in (
        ("Programs", ", ".join(found.programs)),
        ("Creator", found.creator),
        ("Credit", found.credit),
        ("Source", found.source),
    ):
        if said:
            click.echo(f"{name}: {said}")


def _read(file: str) -> bytes:
    """The bytes of a file or of standard input; one-line errors."""
    try:
        if file == "-":
            content = sys.stdin.buffer.read(MAX_FILE + 1)
        else:
            with Path(file).open("rb") as source:
                content = source.read(MAX_FILE + 1)
    except OSError as error:
        raise click.ClickException(f"{file}: {error.strerror or error}") from None
    name = "standard input" if file == "-" else file
    if not content.strip():
        raise click.ClickException(f"{name} is empty.")
    if len(content) > MAX_FILE:
        raise click.ClickException(f"{name} is larger than {MAX_FILE // 1_000_000} MB.")
    return content


SNIFFED = 65_536
"""Bytes of a file that are looked at to tell HTML from text."""
HTML_TAGS = (
    b"<!doctype html", b"<html", b"<head", b"<body", b"<article", b"<main", b"<div", b"<p>",
    b"<meta", b"<script", b"<h1", b"<title",
)  # fmt: skip
HTML_MARKS = tuple(tag.decode().encode("utf-16-le") for tag in HTML_TAGS[:4])


def looks_like_html(content: bytes) -> bool:
    """Whether a file is markup: it opens with a tag, or holds two kinds of common tags."""
    head = content[:SNIFFED].lower()
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<!--")):
        return True
    if any(mark in head for mark in HTML_MARKS):  # UTF-16
        return True
    return sum(tag in head for tag in HTML_TAGS) >= 2


FILES = click.Path(exists=True, dir_okay=False, path_type=Path)


@main.command()
@click.argument("task", default="all")
@click.option("--data", multiple=True, type=FILES, help="More labelled rows; may be repeated.")
@click.option("--only-data", is_flag=True, help="Train on --data alone, without our own rows.")
@click.option("--allow-regression", is_flag=True, help="Write the model even if it is worse.")
@click.option(
    "--report",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for an HTML report of each task.",
)
def retrain(
    task: str,
    data: tuple[Path, ...],
    only_data: bool,
    allow_regression: bool,
    report: Path | None,
) -> None:
    """Train TASK (or all) anew; the model is replaced only if it is no worse."""
    if only_data and not data:
        raise click.UsageError("--only-data needs --data.")
    with _training_errors():
        from rich.console import Console

        from classifier.retrain import Regression
        from server.signals.ai_training import NAME
        from server.training import run_retrain, tasks_named

        names, console, refused = tasks_named(task), Console(), []
        if data and names == (NAME,):
            raise click.UsageError(f"{NAME} is fitted on its own rows and takes no --data.")
        for name in names:
            try:
                run_retrain(name, data, not only_data, allow_regression, console, report)
            except Regression as error:
                if len(names) == 1:
                    raise
                console.print(f"[yellow]{name}: the model in place was kept:[/] {error}.")
                refused.append(name)
        if refused:
            raise click.ClickException(f"Not replaced: {', '.join(refused)}.")


@main.command()
@click.argument("task", default="all")
@click.option("--against", multiple=True, type=FILES, help="A labelled file; may be repeated.")
def evaluate(task: str, against: tuple[Path, ...]) -> None:
    """Show how good TASK (or all) is: held out, or on labelled files."""
    with _training_errors():
        from rich.console import Console

        from server.training import run_evaluate, tasks_named

        for name in tasks_named(task):
            run_evaluate(name, against, Console())


@contextmanager
def _training_errors() -> Iterator[None]:
    """One line for what the user can mend; anything else is a bug and shows its trace."""
    from classifier.dataset import DataError
    from classifier.predict import ModelError
    from classifier.retrain import Regression

    try:
        yield
    except Regression as error:
        raise click.ClickException(
            f"{error}. The model in place was kept; --allow-regression replaces it all the same."
        ) from None
    except (DataError, ModelError) as error:
        raise click.ClickException(str(error)) from None
    except ValueError as error:
        if not str(error).startswith("There is no task"):
            raise
        raise click.ClickException(str(error)) from None


@main.command()
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65535))
def doctor(port: int) -> None:
    """Check this installation and say what to mend."""
    from server.doctor import examine

    failed = 0
    for check in examine(port):
        mark = click.style("ok  ", fg="green") if check.good else click.style("FAIL", fg="red")
        click.echo(f"{mark} {check.name}: {check.found}")
        if not check.good:
            failed += 1
            click.echo(f"     {check.remedy}.")
    if failed:
        raise click.exceptions.Exit(1)
