"""Rewrites card.json beside every golden page, or of those named; the diff is the review.

`python tools/rewrite_pages.py [folder name ...]`. expected.json, what a careful reader says of a
page, is written by hand and never touched.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from test_scoring import FOLDERS, page_of, summary  # noqa: E402

from server.scoring import score  # noqa: E402


def main(names: list[str]) -> None:
    """Write the cards and name those that moved."""
    for folder in FOLDERS:
        if names and folder.name not in names:
            continue
        path = folder / "card.json"
        fresh = json.dumps(summary(score(page_of(folder))), indent=1, ensure_ascii=False) + "\n"
        if not path.exists() or path.read_text("utf-8") != fresh:
            path.write_text(fresh, "utf-8")
            print(folder.name)


if __name__ == "__main__":
    main(sys.argv[1:])
