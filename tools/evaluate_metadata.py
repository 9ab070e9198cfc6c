"""Measure headline, authors and date on a folder of labelled pages, beside other readers.

The folder holds `truth.jsonl` (id, set, url, body; title, authors, date where labelled) and
`html/<id>.html.gz`. Sites are split by name into tuning and validation sites. With
`--flattened` every page is rendered to text the way a browser's innerText does, and the body read
from that text is measured with the metric of tools/evaluate_extraction.py.

    python tools/evaluate_metadata.py DATA [--peers] [--flattened] [--misses headline|authors|date]

headline: mean token F1. authors: share of labelled pages where any, and where exactly the, names
agree. date: share of labelled pages where the day of publication agrees; pages whose label the
page's own data contradicts are left out: every datePublished of its JSON-LD and meta elements is
more than one day away from it (most such labels are the day of an update).
"""

import argparse
import gzip
import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from evaluate_extraction import match, precision_recall
from lxml import html as lxml_html

from server.article import Article, Stamp
from server.extraction import extract, extract_text
from server.extraction.jsonld import article_node, first_text, members, read
from server.extraction.stamps import PUBLISHED_METAS

VALIDATION_OF = 4
"""One site in so many is kept for validation; its pages were never looked at."""
_TOKEN = re.compile(r"\w+")
_SECOND_LEVEL = (".co.uk", ".com.au", ".co.nz", ".co.za", ".co.in", ".com.br", ".org.uk")
_UNSEEN = {"script", "style", "noscript", "template", "svg", "iframe", "head", "select", "textarea"}
_BLOCKS = set(
    "address article aside blockquote body button center dd details dialog div dl dt fieldset "
    "figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section "
    "summary table tbody tr ul".split()
)
_SPACED = {"p", "h1", "h2", "h3", "ul", "ol", "figure", "section", "article"}


@dataclass(frozen=True)
class Page:
    """One labelled page."""

    id: str
    set: str
    part: str
    url: str
    html: bytes
    body: str
    title: str
    authors: frozenset[str]
    date: str


@dataclass(frozen=True)
class Read:
    """What a reader says of a page."""

    headline: str = ""
    authors: frozenset[str] = frozenset()
    date: str = ""
    stamps: tuple[Stamp, ...] = field(default=())


def pages(folder: Path) -> list[Page]:
    """The labelled pages of a folder."""
    found = []
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        html = gzip.decompress((folder / "html" / f"{row['id']}.html.gz").read_bytes())
        found.append(
            Page(
                row["id"], row["set"], part(row["url"]), row["url"], html, row["body"],
                row.get("title", ""), names(row.get("authors", "").split(",")), row.get("date", ""),
            )
        )  # fmt: skip
    return found


def part(url: str) -> str:
    """The half a page falls in, by the name of its site."""
    host = urlsplit(url).hostname or ""
    site = ".".join(host.split(".")[-3 if host.endswith(_SECOND_LEVEL) else -2 :])
    number = int(hashlib.md5(site.encode()).hexdigest(), 16)  # noqa: S324
    return "validation" if number % VALIDATION_OF == VALIDATION_OF - 1 else "tuning"


def names(values: Any) -> frozenset[str]:
    """Names without case, punctuation and a lead-in."""
    plain = (" ".join(_TOKEN.findall(str(value).lower())) for value in values)
    return frozenset(p.removeprefix("by ") for p in plain if p)


def ours(page: Page) -> Read:
    """Presscard's reading."""
    return of_article(extract(page.html, page.url))


def of_article(article: Article) -> Read:
    """The three fields of an Article."""
    byline = article.byline
    signed = byline.names or byline.agencies or ((byline.text,) if byline.text else ())
    day = article.published.value[:10] if article.published else ""
    return Read(article.headline, names(signed), day, article.stamps)


def newspaper(page: Page) -> Read:
    """newspaper4k, looking nothing up."""
    import newspaper as library

    article = library.Article(page.url, fetch_images=False)
    article.download(input_html=page.html.decode("utf-8", "replace"))
    article.parse()
    day = article.publish_date.date().isoformat() if article.publish_date else ""
    return Read(article.title or "", names(article.authors), day)


def trafilatura(page: Page) -> Read:
    """trafilatura's metadata with htmldate's date of publication."""
    from htmldate import find_date
    from trafilatura import extract_metadata

    found = extract_metadata(page.html, default_url=page.url)
    day = find_date(page.html.decode("utf-8", "replace"), original_date=True, url=page.url) or ""
    if found is None:
        return Read(date=day)
    return Read(found.title or "", names((found.author or "").split(";")), day)


def plain(page: Page) -> Read:
    """What JSON-LD and Open Graph state, with nothing read off the page."""
    root = lxml_html.document_fromstring(page.html)
    scripts = [s.text or "" for s in root.iter("script") if "ld+json" in (s.get("type") or "")]
    node = article_node(read(scripts), (), page.url)
    metas = {m.get("property") or m.get("name"): m.get("content") for m in root.iter("meta")}
    stated = [first_text(author) for author in members(node.get("author"))]
    author = [metas.get("author") or ""]
    day = first_text(node.get("datePublished")) or metas.get("article:published_time") or ""
    title = first_text(node.get("headline")) or metas.get("og:title") or ""
    return Read(title, names(stated or author), day[:10])


READERS: dict[str, Callable[[Page], Read]] = {
    "presscard": ours,
    "newspaper4k": newspaper,
    "trafilatura + htmldate": trafilatura,
    "JSON-LD + Open Graph": plain,
}


def token_f1(one: str, other: str) -> float:
    """F1 of two strings' tokens without case."""
    a, b = Counter(_TOKEN.findall(one.lower())), Counter(_TOKEN.findall(other.lower()))
    return 2 * (a & b).total() / max(1, a.total() + b.total())


def contradicted(page: Page, read_by_us: Read) -> bool:
    """Whether the page's own data deny the label's date."""
    published = {"jsonld.datePublished", *(f"meta.{name}" for name in PUBLISHED_METAS)}
    stated = {
        s.value[:10]
        for s in read_by_us.stamps
        if s.where and s.where.address.removeprefix("metadata:") in published
    }
    wanted = date.fromisoformat(page.date)
    return bool(stated) and all(abs((date.fromisoformat(day) - wanted).days) > 1 for day in stated)


def report(reader: str, results: list[tuple[Page, Read]], denied: set[str], seconds: float) -> None:
    """Print a reader's line for each part."""
    for half in ("tuning", "validation", "all"):
        rows = [(p, r) for p, r in results if half in (p.part, "all")]
        signed = [(p, r) for p, r in rows if p.authors]
        dated = [(p, r) for p, r in rows if p.date and p.id not in denied]
        headline = sum(token_f1(r.headline, p.title) for p, r in rows) / len(rows)
        some = sum(bool(p.authors & r.authors) for p, r in signed) / len(signed)
        exact = sum(p.authors == r.authors for p, r in signed) / len(signed)
        day = sum(p.date == r.date for p, r in dated) / len(dated)
        print(
            f"{reader:24} {half:10} n={len(rows):3}  headline {headline:.3f}  authors {some:.3f} "
            f"/ {exact:.3f}  date {day:.3f} ({len(dated)})"
            + (f"  {1000 * seconds / len(rows):.1f} ms/page" if half == "all" else "")
        )


def print_misses(results: list[tuple[Page, Read]], kind: str, denied: set[str]) -> None:
    """Print the misses of one field on the tuning half."""
    for page, got in results:
        if page.part != "tuning":
            continue
        if kind == "headline" and token_f1(got.headline, page.title) < 0.98:
            print(page.id, repr(got.headline), "for", repr(page.title))
        elif kind == "authors" and page.authors and not page.authors & got.authors:
            print(page.id, sorted(got.authors), "for", sorted(page.authors))
        elif kind == "date" and page.id not in denied and page.date != got.date:
            print(page.id, got.date, "for", page.date, sorted({s.value[:10] for s in got.stamps}))


def inner_text(html: bytes) -> str:
    """The page's text as a browser gives it: blocks on their own lines, markup gone."""
    try:
        html.decode("utf-8")
        parser = lxml_html.HTMLParser(encoding="utf-8")
    except UnicodeDecodeError:
        parser = lxml_html.HTMLParser()
    pieces: list[str] = []
    _render(lxml_html.document_fromstring(html, parser=parser), pieces, 0)
    text = re.sub(r" ?\n ?", "\n", re.sub(r"[ \t]+", " ", "".join(pieces)))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _render(element: Any, pieces: list[str], depth: int) -> None:
    tag = element.tag
    hidden = re.search(r"display\s*:\s*none", element.get("style") or "") if tag else None
    if not isinstance(tag, str) or tag in _UNSEEN or hidden or depth > 400:
        return
    if element.get("hidden") is not None:
        return
    block = tag in _BLOCKS or tag == "br"
    pieces.append("\n" if block else "")
    if tag == "li" and element.getparent().tag == "ol":
        pieces.append(f"{1 + sum(1 for _ in element.itersiblings('li', preceding=True))}\n")
    pieces.append("\t" if tag in {"td", "th"} else "")
    pieces.append(re.sub(r"\s+", " ", element.text or ""))
    for child in element:
        _render(child, pieces, depth + 1)
        pieces.append(re.sub(r"\s+", " ", child.tail or ""))
    pieces.append("\n\n" if tag in _SPACED else "\n" if block else "")


def flattened(labelled: list[Page]) -> None:
    """Print the body's shingle F1 on the pages' text, with and without their address."""
    for with_url in (True, False):
        start = time.process_time()
        counts = []
        for page in labelled:
            article = extract_text(inner_text(page.html), page.url if with_url else None)
            counts.append((page, match(page.body, article.body)))
        spent = time.process_time() - start
        for group in sorted({page.set for page in labelled}):
            for half in ("tuning", "validation", "all"):
                rows = [c for p, c in counts if p.set == group and half in (p.part, "all")]
                both = [precision_recall(*row) for row in rows]
                p = sum(one for one, _ in both) / len(both)
                r = sum(one for _, one in both) / len(both)
                address = "with address" if with_url else "without"
                print(
                    f"flattened {address:13} {group} {half:10} n={len(rows):3}  "
                    f"F1 {2 * p * r / (p + r):.3f}  P {p:.3f}  R {r:.3f}"
                )
        print(f"rendering and reading: {1000 * spent / len(labelled):.1f} ms/page")


def main() -> None:
    """Read the arguments and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--peers", action="store_true", help="measure other readers too")
    parser.add_argument("--flattened", action="store_true", help="measure the pages' text instead")
    parser.add_argument("--misses", choices=["headline", "authors", "date"])
    given = parser.parse_args()
    everything = pages(given.folder)
    if given.flattened:
        flattened(everything)
        return
    labelled = [page for page in everything if page.title]
    denied: set[str] = set()
    for reader, function in READERS.items():
        if reader != "presscard" and not given.peers:
            continue
        start = time.process_time()
        results = [(page, function(page)) for page in labelled]
        spent = time.process_time() - start
        if reader == "presscard":
            denied = {p.id for p, r in results if p.date and contradicted(p, r)}
            print(f"{len(denied)} date labels contradicted by the page's own data are left out")
            if given.misses:
                print_misses(results, given.misses, denied)
        report(reader, results, denied, spent)


if __name__ == "__main__":
    main()
