"""Golden pages: what a careful reader says of each page under tests/pages/, and what we read.

A page is a folder named for a behaviour, with page.html or page.txt and a hand-written
expected.json. Its keys (all but `url` are checked; a page leaves out what it does not settle):

    url, charset                            how the page was posted
    headline, kicker, standfirst, published, modified, publisher, genre, kind, language
    byline    {"text", "kind", "names"}, each optional
    body      the body's paragraphs in order; "first words … last words" stands for one
    keeps     [role, text] of blocks that must be there, in any order; "…" as above
    never     texts that no block of the article may hold (boilerplate may)
    images    {"alt": …} and the like that some image must have
"""

import json
from pathlib import Path
from typing import Any

import pytest

from server.article import Article, Role
from server.extraction import extract, extract_text

PAGES = Path(__file__).parent / "pages"
FOLDERS = sorted(path for path in PAGES.iterdir() if path.is_dir())
POSTED = {"url", "charset"}
PLAIN = {"headline", "kicker", "language"}


def read_page(folder: Path) -> Article:
    """The article that the folder's page is read as."""
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    url = expected.get("url")
    text = folder / "page.txt"
    if text.exists():
        return extract_text(text.read_text("utf-8"), url)
    return extract((folder / "page.html").read_bytes(), url, expected.get("charset"))


def fits(text: str, wanted: str) -> bool:
    """Whether `text` is `wanted`, in which "…" between words stands for anything."""
    head, mark, tail = wanted.partition(" … ")
    if not mark:
        return text == wanted
    return len(text) >= len(head) + len(tail) and text.startswith(head) and text.endswith(tail)


def found(article: Article, key: str) -> Any:
    """What was read for a plain key."""
    if key in PLAIN:
        return getattr(article, key)
    if key in ("published", "modified"):
        stamp = getattr(article, key)
        return stamp.value if stamp else None
    return {
        "publisher": article.publisher.name,
        "genre": article.genre.name.value,
        "kind": article.kind.value,
    }[key]


def differences(article: Article, expected: dict[str, Any]) -> list[str]:
    """Every way in which the article is not what is expected."""
    wrong = []
    for key, wanted in expected.items():
        if key == "byline":
            here = article.byline
            read = {"text": here.text, "kind": here.kind.value, "names": list(here.names)}
            wrong += [
                f"byline.{part}: wanted {wanted[part]!r}, read {read[part]!r}"
                for part in wanted
                if read[part] != wanted[part]
            ]
        elif key == "standfirst":
            if not fits(article.standfirst, wanted):
                wrong.append(f"standfirst: wanted {wanted!r}, read {article.standfirst!r}")
        elif key == "body":
            wrong += body_differences(article, wanted)
        elif key == "keeps":
            blocks = [(block.role.value, block.text) for block in article.blocks]
            wrong += [
                f"lost {role}: {text!r}"
                for role, text in wanted
                if not any(role == have and fits(line, text) for have, line in blocks)
            ]
        elif key == "never":
            kept = [block.text for block in article.blocks if block.role is not Role.BOILERPLATE]
            wrong += [f"leaked {text!r}" for text in wanted if any(text in line for line in kept)]
        elif key == "images":
            wrong += [
                f"no image with {wanted_image}"
                for wanted_image in wanted
                if not any(_has(image, wanted_image) for image in article.images)
            ]
        elif key not in POSTED and found(article, key) != wanted:
            wrong.append(f"{key}: wanted {wanted!r}, read {found(article, key)!r}")
    return wrong


def body_differences(article: Article, wanted: list[str]) -> list[str]:
    """Paragraphs missing from the body, and paragraphs in it that do not belong there."""
    read = [block.text for _, block in article.with_role(Role.BODY)]
    missing = [f"not in body: {p!r}" for p in wanted if not any(fits(q, p) for q in read)]
    extra = [f"in body: {q!r}" for q in read if not any(fits(q, p) for p in wanted)]
    if missing or extra or len(read) == len(wanted):
        return missing + extra
    return [f"body has {len(read)} paragraphs, wanted {len(wanted)}"]


def _has(image: Any, wanted: dict[str, str]) -> bool:
    fields = {"alt": image.alt, "title": image.title, "src": image.src, **image.metadata}
    return all(fields.get(key) == value for key, value in wanted.items())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_page(folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    assert set(expected) - POSTED, "a page without an expectation checks nothing"
    wrong = differences(read_page(folder), expected)
    assert not wrong, "\n".join(wrong)
