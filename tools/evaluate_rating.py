"""Measure what the rating says of outlets of known reliability; prints a table, writes nothing.

The sets give headlines and texts only, so pages are made of these: no byline, links, pictures or
policies, and the signals that need them are unknown or alike for all. What is measured is what the
words of an article add. No weight was fitted to these sets; the limits of what earns all or no
points were chosen on half of the publishers, and the other half is reported beside them.

    python tools/evaluate_rating.py DATA [--most 2000]

DATA holds recovery.parquet (articles of reliable and unreliable publishers), abp_allsides.parquet
(articles, with the publisher's lean) and domains__hauselin.parquet (quality of domains).
"""

import argparse
import hashlib
import random
import statistics
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as parquet

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from server.article import Article, Block, Role  # noqa: E402
from server.card import Observation  # noqa: E402
from server.extraction.genre import find_genre  # noqa: E402
from server.reading import read  # noqa: E402
from server.rubric import BANDS, Facts, rate  # noqa: E402
from server.scoring import observe  # noqa: E402

GOOD, POOR = 0.70, 0.45
"""Quality of a domain (pc1) from which it is reliable, and below which it is not."""
SEED, RESAMPLES = 7, 300
LEANS = {0: "left", 1: "centre", 2: "right"}


@dataclass(frozen=True)
class Row:
    """One article: what was observed on it, and what is known of its publisher."""

    observations: tuple[Observation, ...]
    facts: Facts
    reliable: bool
    publisher: str
    quality: float | None
    lean: int | None
    ease: float

    def score(self, without: str = "") -> int | None:
        """The score, as if one signal did not exist."""
        kept = (item for item in self.observations if item.id != without)
        return rate(kept, self.facts).score


def row(title: str, text: str, **known: Any) -> Row:
    """Read and observe one article."""
    paragraphs = [line.strip() for line in text.splitlines() if line.strip()]
    if paragraphs and paragraphs[0].casefold()[:60] == title.casefold()[:60]:
        del paragraphs[0]  # AllSides' texts open with their headline, which would bear itself out.
    blocks = (Block(Role.HEADLINE, title), *(Block(Role.BODY, line) for line in paragraphs))
    genre = find_genre(blocks, frozenset(), {}, None)
    article = Article(blocks=blocks, headline=title, genre=genre, language="en", source="text")
    reading = read(article)
    facts = Facts(len(article.body.split()), genre=genre.name.value)
    ease = reading.measures["readability"].get("flesch_reading_ease", 0.0)
    return Row(observe(reading), facts, ease=ease, **known)


def kept_aside(publisher: str) -> bool:
    """Whether a publisher is of the half that no choice was made on."""
    return hashlib.md5(publisher.encode(), usedforsecurity=False).digest()[-1] % 2 == 1


def recovery(data: Path, most: int) -> list[dict[str, Any]]:
    """ReCOVery: articles labelled by their publisher's reliability."""
    return [
        {
            "title": item["title"] or "",
            "text": item["text"],
            "date": str(item["publish_date"] or ""),
            "known": {
                "reliable": not int(item["label_unreliable"]),
                "publisher": item["publisher"],
                "quality": None,
                "lean": None,
            },
        }
        for item in sample(parquet.read_table(data / "recovery.parquet").to_pylist(), most)
    ]


def allsides(data: Path, most: int) -> list[dict[str, Any]]:
    """AllSides' articles, joined to the quality of their domains."""
    domains = parquet.read_table(data / "domains__hauselin.parquet").to_pylist()
    quality = {item["domain"]: item["pc1"] for item in domains}
    rows = parquet.read_table(data / "abp_allsides.parquet").to_pylist()
    known = [item for item in rows if not POOR <= quality.get(item["domain"], 0.5) <= GOOD]
    poor = [item for item in known if quality[item["domain"]] < POOR]
    good = [item for item in known if quality[item["domain"]] > GOOD]
    return [
        {
            "title": item["title"] or "",
            "text": item["text"],
            "date": "",
            "known": {
                "reliable": quality[item["domain"]] > GOOD,
                "publisher": item["domain"],
                "quality": quality[item["domain"]],
                "lean": int(item["label_bias"]),
            },
        }
        for item in sample(poor, most // 2) + sample(good, most // 2)
    ]


def rows_of(articles: list[dict[str, Any]]) -> list[Row]:
    """The articles, read and observed."""
    return [row(item["title"], item["text"], **item["known"]) for item in articles]


def sample(rows: list[dict[str, Any]], most: int) -> list[dict[str, Any]]:
    """At most `most` rows, always the same."""
    return random.Random(SEED).sample(rows, min(most, len(rows)))  # noqa: S311


def auc(values: Sequence[float], truth: Sequence[bool]) -> float:
    """How often a reliable article has the greater value (ties count half)."""
    order = np.argsort(values, kind="stable")
    ranks = np.empty(len(values))
    ranked = np.asarray(values)[order]
    ends = np.searchsorted(ranked, ranked, side="right")
    starts = np.searchsorted(ranked, ranked, side="left")
    ranks[order] = (starts + ends + 1) / 2
    yes = np.asarray(truth)
    count = yes.sum()
    if not 0 < count < len(yes):
        return float("nan")
    return float((ranks[yes].sum() - count * (count + 1) / 2) / (count * (len(yes) - count)))


def interval(rows: Sequence[Row], value: Callable[[Row], float]) -> tuple[float, float, float]:
    """AUC with its 95 % interval; whole publishers are resampled."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for item in rows:
        groups[item.publisher].append(item)
    names = sorted(groups)
    drawn = random.Random(SEED)  # noqa: S311
    found = []
    for _ in range(RESAMPLES):
        some = [item for name in drawn.choices(names, k=len(names)) for item in groups[name]]
        found.append(auc([value(item) for item in some], [item.reliable for item in some]))
    low, high = np.nanquantile(found, [0.025, 0.975])
    whole = auc([value(item) for item in rows], [item.reliable for item in rows])
    return whole, float(low), float(high)


def report(name: str, rows: list[Row]) -> None:
    """Print all that is measured on one set."""
    scores = {id(item): item.score() for item in rows}
    rated = [item for item in rows if scores[id(item)] is not None]
    publishers = len({item.publisher for item in rows})
    print(f"\n{name}: {len(rows)} articles of {publishers} publishers, {len(rated)} rated")
    measures: dict[str, Callable[[Row], float]] = {
        "score": lambda item: float(scores[id(item)] or 0),
        "words": lambda item: item.facts.word_count,
        "reading ease": lambda item: item.ease,
    }
    for title, value in measures.items():
        whole, low, high = interval(rated, value)
        print(f"  AUC of {title:13} {whole:.3f} [{low:.3f}, {high:.3f}]")
    for title, aside in (("chosen on", False), ("kept aside", True)):
        half = [item for item in rated if kept_aside(item.publisher) is aside]
        whole, low, high = interval(half, measures["score"])
        print(
            f"  AUC of score, publishers {title}: {whole:.3f} [{low:.3f}, {high:.3f}] n {len(half)}"
        )
    print("  without a signal the AUC of the score is")
    whole = auc([scores[id(item)] or 0 for item in rated], [item.reliable for item in rated])
    for signal in [item.id for item in rated[0].observations]:
        less = [item.score(signal) or 0 for item in rated]
        change = auc(less, [item.reliable for item in rated]) - whole
        if abs(change) >= 0.0005:
            print(f"    {signal:22} {whole + change:.3f} ({change:+.3f})")
    for band, lowest in BANDS:
        top = min([low for _, low in BANDS if low > lowest], default=101)
        inside = [item for item in rated if lowest <= (scores[id(item)] or 0) < top]
        if inside:
            share = sum(item.reliable for item in inside) / len(inside)
            print(f"  band {band:7} {len(inside):5} articles, {share:.0%} of reliable publishers")
    reliable = [scores[id(i)] or 0 for i in rated if i.reliable]
    lowest_third = float(np.quantile(reliable, 1 / 3))
    for lean, title in LEANS.items():
        found = [scores[id(i)] or 0 for i in rated if i.lean == lean and i.reliable]
        if found:
            low = sum(score < lowest_third for score in found) / len(found)
            mean = statistics.mean(found)
            print(f"  reliable and {title:7} mean {mean:.1f}, {low:.0%} low (n {len(found)})")
    quality = [(item.quality, scores[id(item)] or 0) for item in rated if item.quality is not None]
    if quality:
        by_domain: dict[float, list[int]] = defaultdict(list)
        for pc1, score in quality:
            by_domain[pc1].append(score)
        means = [(pc1, statistics.mean(found)) for pc1, found in by_domain.items()]
        for title, pairs in (("articles", quality), ("domains", means)):
            one, other = (np.argsort(np.argsort([pair[n] for pair in pairs])) for n in (0, 1))
            print(f"  rank correlation with quality, {title}: {np.corrcoef(one, other)[0, 1]:.3f}")


def main() -> None:
    """Read the sets and report on each."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--most", type=int, default=2000, help="articles of a set, at most")
    arguments = parser.parse_args()
    report("ReCOVery", rows_of(recovery(arguments.data, arguments.most)))
    report("AllSides joined to domain quality", rows_of(allsides(arguments.data, arguments.most)))


if __name__ == "__main__":
    main()
