"""Measure what reading a page costs, beside bare parsing and other readers, in one process.

    python tools/bench_extraction.py [DATA] [--rounds 3] [--alone | --whole] [--limit 100]

DATA holds `truth.jsonl` and `html/<id>.html.gz` as for evaluate_extraction.py; without it the
golden pages under tests/pages are read. Each page is read by every reader in turn, once a round,
and the least time of the rounds counts: machines that do other work too then agree on the ratios.
"""

import argparse
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

from evaluate_extraction import pages
from lxml import html as lxml_html

GOLDEN = Path(__file__).parent.parent / "tests" / "pages"
Reader = Callable[[bytes, str], object]


def parse_str(page: bytes, _: str) -> object:
    """Bare lxml on the decoded page: the unit the others are measured in."""
    text = page.decode("utf-8", "replace")
    head = text.lstrip()[:5]
    return lxml_html.document_fromstring(text[text.index(">") + 1 :] if head == "<?xml" else text)


def parse_bytes(page: bytes, _: str) -> object:
    """Bare lxml on the bytes."""
    return lxml_html.document_fromstring(page)


def presscard(page: bytes, url: str) -> object:
    """Everything that Presscard reads: blocks with roles, facts, links, images, kind."""
    from server.extraction import extract

    return extract(page, url)


def trafilatura_full(page: bytes, url: str) -> object:
    """trafilatura at its most precise, with metadata."""
    from trafilatura import bare_extraction

    return bare_extraction(page, url=url, favor_precision=True, with_metadata=True)


def trafilatura_fast(page: bytes, url: str) -> object:
    """trafilatura without its fallbacks and metadata."""
    from trafilatura import extract

    return extract(page, url=url, fast=True)


def newspaper(page: bytes, url: str) -> object:
    """newspaper4k, offline."""
    from newspaper import Article

    article = Article(url, fetch_images=False)
    article.download(input_html=page.decode("utf-8", "replace"))
    article.parse()
    return article


def newspaper_nlp(page: bytes, url: str) -> object:
    """newspaper4k with keywords and summary; punkt untrained, for its data would be downloaded."""
    from newspaper.nlp import split_sentences
    from nltk.tokenize.punkt import PunktSentenceTokenizer

    split_sentences._tokenizer = PunktSentenceTokenizer()
    article = newspaper(page, url)
    article.nlp()  # type: ignore[attr-defined]
    return article


def whole_card(page: bytes, url: str) -> object:
    """Presscard's whole work: the card."""
    from server.scoring import Page, score

    return score(Page(html=page, url=url))


BARE: tuple[Reader, ...] = (parse_str, parse_bytes)
PEERS: tuple[Reader, ...] = (trafilatura_full, trafilatura_fast, newspaper)
WHOLE: tuple[Reader, ...] = (whole_card, trafilatura_full, newspaper_nlp)
"""For --whole: everything each has to say of a page."""


def sample(data: Path | None, limit: int) -> list[tuple[bytes, str]]:
    """(page, address) of the pages to read."""
    if data is not None:
        return [(page.html, page.url) for page in pages(data)][:limit]
    found = sorted(GOLDEN.glob("*/page.html"))
    return [(path.read_bytes(), f"https://example.org/{path.parent.name}") for path in found][
        :limit
    ]


def once(reader: Reader, page: bytes, url: str) -> float:
    """Seconds of processor time that a reader takes; a reader that fails has taken them too."""
    start = time.process_time()
    try:
        reader(page, url)
    except Exception as error:
        if reader in (presscard, whole_card):
            raise
        print(f"{reader.__name__} on {url}: {type(error).__name__}", file=sys.stderr)
    return time.process_time() - start


def measure(readers: tuple[Reader, ...], wanted: list[tuple[bytes, str]], rounds: int) -> None:
    """Print a line for each reader."""
    for reader in readers:
        once(reader, *wanted[0])
    least = {reader: [float("inf")] * len(wanted) for reader in readers}
    for _ in range(rounds):
        for n, (page, url) in enumerate(wanted):
            for reader in readers:
                least[reader][n] = min(least[reader][n], once(reader, page, url))
    size = sum(len(page) for page, _ in wanted)
    print(f"{len(wanted)} pages, {size / 1e6:.1f} MB, least of {rounds} rounds")
    for reader in readers:
        times = sorted(least[reader])
        pairs = zip(least[reader], least[parse_str], strict=True)
        ratio = statistics.median(own / max(bare, 1e-9) for own, bare in pairs)
        print(
            f"{reader.__name__:<18} median {1000 * statistics.median(times):8.2f} ms  "
            f"p95 {1000 * times[int(0.95 * (len(times) - 1))]:8.2f} ms  "
            f"{size / 1e6 / sum(times):7.1f} MB/s  {ratio:6.2f} x parse_str"
        )


def main() -> None:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--limit", type=int, default=10_000)
    parser.add_argument("--alone", action="store_true", help="leave the other readers out")
    parser.add_argument("--whole", action="store_true", help="whole cards beside whole work")
    asked = parser.parse_args()
    warnings.simplefilter("ignore")
    readers = (*BARE, presscard, *(() if asked.alone else PEERS))
    if asked.whole:
        readers = (*BARE, *WHOLE)
    measure(readers, sample(asked.data, asked.limit), asked.rounds)


if __name__ == "__main__":
    main()
