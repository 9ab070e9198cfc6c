"""The pictures of an article: addresses, alternative texts, and which blocks caption them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urljoin

from server.article import Article, Image, Role
from server.extraction.blocks import Box, Picture
from server.extraction.marks import FURNITURE, Mark

MOST = 60
INNER = Mark.ARTICLE | Mark.BODY | Mark.FIGURE
SMALLEST = 60
"""Pixels: what states a smaller width or height is an icon or a tracker."""
ABOVE, BELOW = 14, 4
"""Runs above the headline and below the body in which the article's pictures may stand."""
CAPTION_REACH = 3
"""Runs after a picture without a figure in which its caption may stand."""
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src", "data-srcset", "srcset")
FILE_TYPE = "fileDigitalSourceType"
"""The key of an image's metadata under which stands what its file declares."""
Pictures = tuple[tuple[str, tuple[str, ...]], ...]
"""(address, IPTC source types that the file declares) of pictures that somebody has looked into."""
_KEYS = ("caption", "creditText", "copyrightNotice", "digitalSourceType", "description", "name")


def pictures_of(pictures: Sequence[Picture], low: int, high: int) -> list[Picture]:
    """The pictures of the article among a page's: not furniture, not icons."""
    found = []
    for picture in pictures:
        if not low - ABOVE <= picture.at <= high + BELOW or picture.box.bits & FURNITURE:
            continue
        if picture.box.bits & Mark.HIDDEN or _small(picture.element):
            continue
        if picture.at < low and picture.box.bits & Mark.HEADER and not picture.box.bits & INNER:
            continue
        found.append(picture)
    return found[:MOST]


def _small(element: Any) -> bool:
    for name in ("width", "height"):
        value = (element.get(name) or "").removesuffix("px")
        if value.isascii() and value.isdigit() and len(value) < 6 and int(value) < SMALLEST:
            return True
    return False


def source(element: Any) -> str:
    """The address of an image: lazily loaded ones keep it in another attribute."""
    for name in _SOURCES:
        value = (element.get(name) or "").strip()
        if value and not value.startswith("data:"):
            return value.split(" ")[0].rstrip(",") if "srcset" in name else value
    return ""


def read_images(
    pictures: Sequence[Picture],
    roles: Sequence[Role],
    index: Sequence[int],
    described: Sequence[Mapping[str, str]],
) -> tuple[Image, ...]:
    """The images; `index` gives the block of each run, -1 for runs that are no block."""
    images: list[Image] = []
    used: set[str] = set()
    for picture in pictures:
        src = source(picture.element)
        if not src or src in used:
            continue
        used.add(src)
        caption, credit = _captions(picture, roles)
        images.append(
            Image(
                src=src,
                alt=" ".join((picture.element.get("alt") or "").split()),
                title=" ".join((picture.element.get("title") or "").split()),
                caption=index[caption] if caption is not None else None,
                credit=index[credit] if credit is not None else None,
                lead=not images,
                metadata=_metadata(src, described, len(images) == 0),
            )
        )
    return tuple(images)


def _captions(picture: Picture, roles: Sequence[Role]) -> tuple[int | None, int | None]:
    """The runs that caption and credit a picture: in its figure, else right after it."""
    figure: Box | None = picture.box
    while figure is not None and not figure.own & Mark.FIGURE:
        figure = figure.parent
    if figure is not None:
        low, high = figure.start, figure.end
    else:
        low, high = picture.at, min(len(roles), picture.at + CAPTION_REACH)
    caption = credit = None
    for n in range(low, min(high, len(roles))):
        if roles[n] is Role.CAPTION and caption is None:
            caption = n
        elif roles[n] is Role.CREDIT and credit is None:
            credit = n
        elif figure is None and roles[n] not in {Role.CAPTION, Role.CREDIT}:
            break
    return caption, credit


def _metadata(src: str, described: Sequence[Mapping[str, str]], lead: bool) -> dict[str, str]:
    """What structured data says of the image with this address, or of the page's one image."""
    name = _file(src)
    for entry in described:
        if name and _file(entry.get("url", "")) == name:
            return {key: entry[key] for key in _KEYS if entry.get(key)}
    if lead and len(described) == 1:
        return {key: described[0][key] for key in _KEYS if described[0].get(key)}
    return {}


def _file(url: str) -> str:
    return url.split("?")[0].split("#")[0].rstrip("/").rsplit("/", 1)[-1].lower()


def with_files(article: Article, pictures: Pictures) -> Article:
    """The article with what the files of its pictures declare; other pictures are left out."""
    told = {_whole(src, article.url): " ".join(terms) for src, terms in pictures if terms}
    if not told:
        return article
    images = tuple(
        replace(image, metadata={**image.metadata, FILE_TYPE: said})
        if (said := told.get(_whole(image.src, article.url)))
        else image
        for image in article.images
    )
    return replace(article, images=images)


def _whole(src: str, base: str | None) -> str:
    """The whole address of an image; as it stands when it cannot be joined."""
    try:
        return urljoin(base or "", src.strip())
    except ValueError:
        return src
