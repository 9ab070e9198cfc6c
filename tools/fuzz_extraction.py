"""Feed extraction broken pages until the time is up; print how many, and the slowest.

    python tools/fuzz_extraction.py [--minutes 3] [--seed 1]

Pages of tests/pages and tests/kinds are cut, spliced into one another and sprinkled with markup
that breaks things. Every quote that comes out must be found again; any exception ends the run and
prints the seed and the number of the input, which give the same page again.
"""

import argparse
import random
import sys
import time
from pathlib import Path

from server.article import Article
from server.extraction import extract, extract_text

TESTS = Path(__file__).parent.parent / "tests"
SHARDS = (
    b"<", b">", b"</div>", b"<div>", b"<p>", b"</p>", b"<!--", b"-->", b"<script>", b"</script>",
    b"<style>", b"<table><tr><td>", b"<a href=", b"'", b'"', b"&#0;", b"&#xd800;", b"\x00", b"\xff",
    b"\xed\xa0\x80", b"<h1>", b"<form>", b"<svg>", b"<template>", b"<![CDATA[",
    b"<?xml version='1.0'?>",
    b'<script type="application/ld+json">{"@graph":[', b"<figure><img src=x>", b"<br>" * 40,
    b"<div>" * 300, b"\xe2\x80\xae", b"{" * 50, b"12/13/2024 25:61 ", b"By and by, by ",
    b"<p hidden>",
)  # fmt: skip
LONGEST = 400_000


def broken(pages: list[bytes], chance: random.Random) -> bytes:
    """A page made of pieces of others."""
    page = chance.choice(pages)
    for _ in range(chance.randint(1, 12)):
        at, gone = chance.randint(0, len(page)), chance.choice((0, 0, 3, 40, 2000))
        put = chance.choice(SHARDS) * chance.choice((1, 1, 1, 3, 200))
        if chance.random() < 0.2:
            other = chance.choice(pages)
            start = chance.randint(0, len(other))
            put = other[start : start + chance.randint(1, 4000)]
        page = page[:at] + put + page[at + gone :]
    return page[:LONGEST]


def quotes_are_found(article: Article) -> bool:
    """Whether every fact with a place is found there."""
    facts = (article.byline, article.published, article.modified, article.dateline)
    places = [fact.where for fact in facts if fact is not None and fact.where is not None]
    places += [policy.where for policy in article.policies]
    places += [stamp.where for stamp in article.stamps if stamp.where is not None]
    return all(article.text_at(place.address)[place.start : place.end] for place in places)


def main() -> None:
    """Run until the time is up."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--minutes", type=float, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    pages = [path.read_bytes() for path in sorted(TESTS.glob("pages/*/page.*"))]
    pages += [path.read_bytes() for path in sorted(TESTS.glob("kinds/*/*.html"))]
    chance = random.Random(asked.seed)  # noqa: S311 (the same inputs for the same seed)
    extract(
        b"<p>Der Rat hat am Dienstag beschlossen, die Br\xc3\xbccke zu sperren."
    )  # loads models
    end, number, slowest, size = time.monotonic() + 60 * asked.minutes, 0, (0.0, 0), 0
    while time.monotonic() < end:
        number += 1
        page = broken(pages, chance)
        start = time.process_time()
        try:
            read = (extract(page), extract_text(page.decode("utf-8", "surrogateescape")))
            right = all(map(quotes_are_found, read))
        except Exception as error:
            sys.exit(f"input {number} of seed {asked.seed}: {type(error).__name__}: {error}")
        if not right:
            sys.exit(f"input {number} of seed {asked.seed}: a quote is not where it is said to be")
        size += len(page)
        took = time.process_time() - start
        slowest = max(slowest, (took, number))
    took, which = slowest
    print(f"{number} inputs, {size / 1e6:.0f} MB, none failed; the slowest ({which}): {took:.2f} s")


if __name__ == "__main__":
    main()
