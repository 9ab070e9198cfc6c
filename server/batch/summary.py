"""What a run came to: outcomes, failures, the scores of each publisher; counted from the rows.

Written as JSON and as one HTML page that needs nothing beside it. Names come from pages and are
escaped by the template.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
import pyarrow as pa
import pyarrow.dataset as ds

from server.batch.work import MANIFEST, PARTS, write_whole

COLUMNS = ("status", "reason", "band", "error", "domain", "score")
BINS = 10
"""Bars of a distribution, of ten points of the scale each."""
MOST_PUBLISHERS = 60
MOST_REASONS = 30
REASON_LENGTH = 80
"""Characters of an error that make it the same as another: the rest names its place."""
PAGE, DATA = "summary.html", "summary.json"
"""In the output folder; the template is called as the page it makes."""


@dataclass(slots=True)
class Publisher:
    """The scores of one publisher's pages."""

    name: str
    pages: int = 0
    """Of which `bins` counts those that were rated."""
    bins: list[int] = field(default_factory=lambda: [0] * BINS)
    total: int = 0

    @property
    def rated(self) -> int:
        """Pages with a score."""
        return sum(self.bins)

    @property
    def mean(self) -> float | None:
        """The mean score."""
        return round(self.total / self.rated, 1) if self.rated else None


@dataclass(slots=True)
class Summary:
    """Counts of the rows."""

    rows: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    bands: Counter[str] = field(default_factory=Counter)
    not_rated: Counter[str] = field(default_factory=Counter)
    publishers: dict[str, Publisher] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready; every publisher is in it."""
        return {
            "rows": self.rows,
            "failures": dict(self.failures),
            "bands": dict(self.bands),
            "not_rated": dict(self.not_rated),
            "publishers": {
                name: {
                    "pages": each.pages,
                    "rated": each.rated,
                    "mean": each.mean,
                    "bins": each.bins,
                }
                for name, each in sorted(self.publishers.items())
            },
        }

    @property
    def largest(self) -> list[Publisher]:
        """The publishers with the most pages."""
        return sorted(self.publishers.values(), key=lambda p: (-p.pages, p.name))[:MOST_PUBLISHERS]


def written(out: Path) -> Summary:
    """Count the rows of a finished run and write both files beside them."""
    summary = read(out)
    manifest = json.loads((out / MANIFEST).read_text("utf-8"))
    write_whole(out / DATA, json.dumps(summary.to_dict(), indent=1).encode())
    write_whole(out / PAGE, html(summary, manifest).encode())
    return summary


def read(out: Path) -> Summary:
    """Count the rows in the output folder, a batch at a time."""
    summary = Summary()
    rows = ds.dataset(out / PARTS, format="parquet", exclude_invalid_files=False)
    for batch in rows.to_batches(columns=list(COLUMNS)):
        # Equal rows are counted in Arrow: Python sees each kind of row once a batch.
        equal = pa.table(batch).group_by(list(COLUMNS)).aggregate([([], "count_all")])
        for row in equal.to_pylist():
            _add(summary, row, row["count_all"])
    return summary


def _add(summary: Summary, row: Mapping[str, Any], count: int) -> None:
    """Count equal rows."""
    summary.rows += count
    if row["error"] is not None:
        summary.failures[row["error"][:REASON_LENGTH]] += count
        return
    name = row["domain"] or "(unknown)"
    publisher = summary.publishers.setdefault(name, Publisher(name))
    publisher.pages += count
    if row["score"] is None:
        summary.not_rated[row["reason"]] += count
        return
    summary.bands[row["band"]] += count
    publisher.bins[min(row["score"] * BINS // 100, BINS - 1)] += count
    publisher.total += row["score"] * count


def html(summary: Summary, manifest: Mapping[str, Any]) -> str:
    """The page."""
    text = files("server.batch").joinpath(PAGE).read_text("utf-8")
    page = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined).from_string(text)
    whole = _whole(summary)
    return page.render(
        summary=summary,
        manifest=manifest,
        whole=whole,
        publishers=[whole, *summary.largest],
        failures=summary.failures.most_common(MOST_REASONS),
    )


def _whole(summary: Summary) -> Publisher:
    """All publishers as one."""
    whole = Publisher("all publishers")
    for publisher in summary.publishers.values():
        whole.pages += publisher.pages
        whole.total += publisher.total
        whole.bins = [a + b for a, b in zip(whole.bins, publisher.bins, strict=True)]
    return whole
