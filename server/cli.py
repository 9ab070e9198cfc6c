"""The `presscard` command: each subcommand parses its arguments and calls what does the work.

Heavy modules are imported inside the commands, so that `presscard --help` answers at once.
"""

import json
import os
import sys
from pathlib import Path

import click

DEFAULT_PORT = 8787
MAX_FILE = 50_000_000
"""Bytes. Extraction reads far less of a page; this keeps a wrong argument from filling memory."""


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="presscard")
def main() -> None:
    """Show how openly a news article shows its work."""


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=DEFAULT_PORT, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers",
    default=min(2, os.cpu_count() or 1),
    show_default="2, or 1 on one processor",
    type=click.IntRange(1, 64),
    help="Processes; each reads one page at a time.",
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
def score(file: str, url: str | None, as_json: bool) -> None:
    """Print the card of a saved page, HTML or text. FILE may be - for standard input."""
    content = _read(file)
    from server.scoring import Page
    from server.scoring import score as score_page

    if looks_like_html(content):
        page = Page(html=content, text=None, url=url, charset=None)
    else:
        page = Page(html=None, text=content.decode("utf-8-sig", "replace"), url=url, charset=None)
    card = score_page(page).to_dict()
    if as_json:
        # ASCII escapes, so that no terminal's encoding can spoil it.
        click.echo(json.dumps(card, indent=2))
        return
    from server.terminal import show

    show(card)


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
