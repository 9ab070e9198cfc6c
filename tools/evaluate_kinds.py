"""Precision and recall of page kinds (article, live, home, list, …) on pages of our own.

    python tools/evaluate_kinds.py [FOLDER]

FOLDER holds `<kind>/<page>.html`, by default tests/kinds. A page's address is its canonical link.
"""

import argparse
import sys
from collections import Counter
from pathlib import Path

from server.article import PageKind
from server.extraction import extract

KINDS = Path(__file__).parent.parent / "tests" / "kinds"
RATED = {PageKind.ARTICLE, PageKind.LIVE}


def told(folder: Path) -> list[tuple[str, PageKind, PageKind, str]]:
    """(page, its kind, the kind it is read as, the reason) of every page of a folder."""
    found = []
    for path in sorted(folder.glob("*/*.html")):
        article = extract(path.read_bytes())
        found.append((path.stem, PageKind(path.parent.name), article.kind, article.kind_reason))
    return found


def shares(right: int, said: int, true: int) -> str:
    """Precision and recall, as printed."""
    precision = f"{right / said:.3f}" if said else "  -  "
    recall = f"{right / true:.3f}" if true else "  -  "
    return f"precision {precision}  recall {recall}"


def main() -> None:
    """Print a line per kind, one for the whole question, and the pages that are read wrong."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=KINDS)
    pages = told(parser.parse_args().folder)
    if not pages:
        sys.exit("no pages there")
    true = Counter(kind for _, kind, _, _ in pages)
    said = Counter(kind for _, _, kind, _ in pages)
    right = Counter(kind for _, kind, read, _ in pages if kind is read)
    for kind in PageKind:
        if true[kind] or said[kind]:
            print(
                f"{kind:<10} {true[kind]:>3} pages  {shares(right[kind], said[kind], true[kind])}"
            )
    caught = sum(kind not in RATED and read not in RATED for _, kind, read, _ in pages)
    out = sum(kind not in RATED for _, kind, _, _ in pages)
    told_out = sum(read not in RATED for _, _, read, _ in pages)
    print(f"{'not rated':<10} {out:>3} pages  {shares(caught, told_out, out)}")
    for name, kind, read, reason in pages:
        if kind is not read:
            print(f"  {kind}/{name} read as {read}: {reason}")


if __name__ == "__main__":
    main()
