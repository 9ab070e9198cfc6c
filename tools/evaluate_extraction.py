"""Measure body text on a folder of labelled pages, beside other readers in the same run.

The folder holds `truth.jsonl` (id, set, url, body) and `html/<id>.html.gz`. The metric is the one
of the article-extraction benchmark: counts of shingles of four word tokens, normalised per page,
precision and recall averaged over pages, F1 of the two means. Sites are split by name into a
tuning part, whose pages may be looked at, and a validation part, whose pages may not.

`--nameless` puts a made-up word in the place of every class, id and the like: how much a reader
leans on names it knows, which the pages of other sites may not have, shows in the difference.

    python tools/evaluate_extraction.py DATA [--alone] [--nameless] [--part tuning] [--worst 20]
"""

import argparse
import gzip
import hashlib
import json
import logging
import re
import statistics
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree

SHINGLE = 4
NAMES = ("class", "id", "itemprop", "rel", "data-testid")
VALIDATION_SHARE = 0.2
"""About 20 % of the sites, none of whose pages was ever looked at; 40 % until 2026-11-30, when the
half with the higher numbers was opened."""
_TOKEN = re.compile(r"\w+")
_SECOND_LEVEL = (".co.uk", ".com.au", ".co.nz", ".co.za", ".co.in", ".com.br", ".org.uk")


@dataclass(frozen=True)
class Page:
    """One labelled page."""

    id: str
    set: str
    part: str
    url: str
    html: bytes
    body: str


def pages(folder: Path) -> Iterator[Page]:
    """The labelled pages of a folder."""
    with (folder / "truth.jsonl").open(encoding="utf-8") as rows:
        for line in rows:
            row = json.loads(line)
            html = gzip.decompress((folder / "html" / f"{row['id']}.html.gz").read_bytes())
            yield Page(row["id"], row["set"], part(row["url"]), row["url"], html, row["body"])


def part(url: str) -> str:
    """The part a page falls in, by the name of its site."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    site = ".".join(host.split(".")[-3 if host.endswith(_SECOND_LEVEL) else -2 :])
    share = int(hashlib.sha256(site.encode()).hexdigest(), 16) % 5 / 5
    return "validation" if share < VALIDATION_SHARE else "tuning"


def nameless(page: Page) -> Page:
    """The page with a made-up word for each name on it, the same for the same name."""
    from server.extraction import guards

    tree, _ = guards.parse(page.html)
    for element in tree.iter(etree.Element):
        for name in NAMES:
            words = (element.get(name) or "").split()
            if words:
                made_up = (hashlib.sha256(word.encode()).hexdigest()[:8] for word in words)
                element.set(name, " ".join(made_up))
    return replace(page, html=etree.tostring(tree, encoding="utf-8", method="html"))


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The runs of four tokens of a text, or its tokens where it has fewer."""
    tokens = _TOKEN.findall(text)
    if not tokens:
        return Counter()
    return Counter(tuple(tokens[n : n + SHINGLE]) for n in range(max(1, len(tokens) - SHINGLE + 1)))


def match(truth: str, found: str) -> tuple[float, float, float]:
    """True positives, false positives and false negatives as shares of a page."""
    wanted, got = shingles(truth), shingles(found)
    common = (wanted & got).total()
    counts = (common, got.total() - common, wanted.total() - common)
    whole = sum(counts)
    return tuple(count / whole for count in counts) if whole else (0.0, 0.0, 0.0)


def precision_recall(tp: float, fp: float, fn: float) -> tuple[float, float]:
    """Of one page, as the benchmark defines them where a count is zero."""
    if fp == fn == 0:
        return 1.0, 1.0
    return (tp / (tp + fp) if tp else 0.0), (tp / (tp + fn) if tp else 0.0)


def summary(counts: list[tuple[float, float, float]]) -> tuple[float, float, float]:
    """F1, precision and recall of a set of pages."""
    precision = statistics.fmean(precision_recall(*c)[0] for c in counts if c[0] + c[1] > 0)
    recall = statistics.fmean(precision_recall(*c)[1] for c in counts if c[0] + c[2] > 0)
    total = precision + recall
    return (2 * precision * recall / total if total else 0.0), precision, recall


def ours(page: Page) -> str:
    """The body as Presscard reads it."""
    from server.extraction import extract

    return extract(page.html, page.url).body


def with_standfirst(page: Page) -> str:
    """The same with the standfirst before it: some sets' labels count it as body."""
    from server.extraction import extract

    article = extract(page.html, page.url)
    return f"{article.standfirst}\n\n{article.body}"


def newspaper(page: Page) -> str:
    """newspaper4k, offline: it may not fetch the images that the page names."""
    from newspaper import Article

    article = Article(page.url, fetch_images=False)
    article.download(input_html=page.html.decode("utf-8", "replace"))
    article.parse()
    return article.text


def trafilatura(page: Page) -> str:
    """trafilatura at its most precise."""
    from trafilatura import extract

    return extract(page.html, favor_precision=True, include_comments=False) or ""


def readability(page: Page) -> str:
    """readability-lxml, its summary rendered to text."""
    from lxml import html
    from readability import Document

    text = Document(page.html.decode("utf-8", "replace")).summary()
    tree = html.document_fromstring(text)
    return "\n".join(piece for piece in tree.itertext())


PEERS = (newspaper, trafilatura, readability)


def run(reader: Callable[[Page], str], page: Page) -> str:
    """What a reader finds; a reader that fails finds nothing."""
    try:
        return reader(page)
    except Exception as error:
        if reader is ours:
            raise
        print(f"{reader.__name__} on {page.id}: {type(error).__name__}", file=sys.stderr)
        return ""


def report(name: str, rows: list[tuple[Page, tuple[float, float, float]]]) -> None:
    """Print the figures of one reader, per set and part."""
    for wanted in sorted({page.set for page, _ in rows}):
        for share in ("tuning", "validation", "all"):
            counts = [c for p, c in rows if p.set == wanted and share in (p.part, "all")]
            if counts:
                f1, precision, recall = summary(counts)
                print(
                    f"{name:<15} {wanted:<5} {share:<11} {len(counts):>4} pages  "
                    f"F1 {f1:.4f}  P {precision:.4f}  R {recall:.4f}"
                )


def main() -> None:
    """Print the table, and the pages that lose most when asked."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--alone", action="store_true", help="leave the other readers out")
    parser.add_argument("--nameless", action="store_true", help="take the names off first")
    parser.add_argument("--part", choices=("tuning", "validation"))
    parser.add_argument("--worst", type=int, default=0, help="list this many pages (tuning only)")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable(logging.ERROR)
    chosen = [p for p in pages(asked.data) if asked.part in (None, p.part)]
    chosen = [nameless(p) for p in chosen] if asked.nameless else chosen
    for reader in (ours, with_standfirst, *(() if asked.alone else PEERS)):
        rows = [(page, match(page.body, run(reader, page))) for page in chosen]
        report(reader.__name__, rows)
        seen = [(page, c) for page, c in rows if page.part == "tuning"]
        for page, c in sorted(seen, key=lambda row: row[1][0])[: asked.worst]:
            precision, recall = precision_recall(*c)
            print(f"  P {precision:.3f} R {recall:.3f} {page.id} {page.url}")


if __name__ == "__main__":
    main()
