"""The card in a terminal: the card's JSON in, coloured text out.

Knows the card's shape and nothing of how it was made. The page's words are printed as plain text:
no markup in them is obeyed, and control characters cannot reach the terminal.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

MARKS: Mapping[str, tuple[str, str]] = {
    "pass": ("✓", "green"),
    "partial": ("◐", "yellow"),
    "fail": ("✗", "red"),
    "unknown": ("?", "dim"),
    "not_applicable": ("–", "dim"),
}
ASCII_MARKS: Mapping[str, str] = {"✓": "+", "◐": "~", "✗": "x", "–": "-"}
QUOTES = 2
"""Quotes printed for a signal; `--json` has them all."""
QUOTE_WIDTH = 160


def show(card: Mapping[str, Any], console: Console | None = None) -> None:
    """Print the card."""
    console = console or Console(highlight=False)
    plain = not str(console.encoding).lower().startswith("utf")
    console.print(Panel(Group(*_header(card)), title="Presscard", border_style=_colour(card)))
    for section in card["sections"]:
        signals = [item for item in card["signals"] if item["section"] == section["id"]]
        if signals:
            console.print(Text(section["title"], style="bold"))
            console.print(Padding(_signals(signals, plain), (0, 0, 1, 2)))
    for part in _described(card):
        console.print(part)
    console.print(Text("Not checked: " + "; ".join(card["not_checked"]), style="dim"))


def clean(text: object) -> str:
    """The page's words without the control characters that could drive a terminal."""
    return "".join(c if c.isprintable() else " " for c in str(text))


def _header(card: Mapping[str, Any]) -> Iterator[RenderableType]:
    """Headline, byline and the rating."""
    article, rating = card["article"], card["rating"]
    yield Text(clean(article.get("headline") or "(no headline)"), style="bold")
    byline = article.get("byline") or {}
    facts = [byline.get("text"), article.get("published"), card.get("url")]
    yield Text(" · ".join(clean(fact) for fact in facts if fact), style="dim")
    yield Text()
    if rating["status"] == "rated":
        number = f"{rating['score']} of 100"
        yield Text(f"{number}  {clean(rating['band_title'] or '')}", style=f"bold {_colour(card)}")
        yield Text(f"Range {rating['low']} to {rating['high']}.", style="dim")
    else:
        yield Text("Not rated", style="bold yellow")
    yield Text(clean(rating["summary"]))
    yield Text(clean(card["statement"]), style="italic")


def _colour(card: Mapping[str, Any]) -> str:
    """The colour of the score: a third of the scale each, as the dial has it."""
    score = card["rating"]["score"]
    if score is None:
        return "yellow"
    return "green" if score >= 67 else "yellow" if score >= 34 else "red"


def _signals(signals: list[Mapping[str, Any]], plain: bool) -> Table:
    """One row for each signal: mark, words, points."""
    table = Table.grid(padding=(0, 1))
    table.add_column(width=1)
    table.add_column(ratio=1)
    table.add_column(justify="right", no_wrap=True, style="dim")
    for signal in signals:
        mark, style = MARKS[signal["outcome"]]
        words = Text(clean(signal["title"]), style="bold")
        words.append(f": {clean(signal['summary'])}", style="not bold")
        for quote in signal["evidence"][:QUOTES]:
            words.append(f"\n“{_shortened(clean(quote['quote']))}”", style="not bold cyan")
        if more := len(signal["evidence"]) - QUOTES:
            words.append(f"\nand {more} more" if more > 0 else "", style="dim")
        points = f"{signal['points']:g}/{signal['max_points']:g}" if signal["max_points"] else ""
        table.add_row(
            Text(ASCII_MARKS.get(mark, mark) if plain else mark, style=style), words, points
        )
    return table


def _shortened(quote: str) -> str:
    """A quote that fits a line or two."""
    return quote if len(quote) <= QUOTE_WIDTH else quote[: QUOTE_WIDTH - 1] + "…"


def _described(card: Mapping[str, Any]) -> Iterator[RenderableType]:
    """What is described and never scored."""
    measures = card["measures"]
    named = dict(measures.get("readability") or {})
    named |= {f"sentiment {key}": n for key, n in (measures.get("sentiment") or {}).items()}
    numbers = {
        key.replace("_", " "): value
        for key, value in named.items()
        if isinstance(value, (int, float)) and not isinstance(value, bool)
    }
    genre = (measures.get("genre") or {}).get("label")
    if not numbers:
        return
    yield Text("Described, never scored", style="bold")
    if genre:
        yield Padding(Text(f"written as {genre}", style="dim"), (0, 0, 0, 2))
    text = " · ".join(f"{clean(key)} {value:g}" for key, value in numbers.items())
    yield Padding(Text(text, style="dim"), (0, 0, 1, 2))
