"""News agencies by name: the table, and finding its names in a text.

Finds every name and says whether it is an ambiguous one. It does not decide whether a name is a
credit (`server.signals.credits`), and knows no role or page.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from server.signals.folding import Folded, fold_pattern

WIRE, PRESS_RELEASE, SYNDICATE = "news_agency", "press_release_wire", "syndicate"

_INDIC = "\u0900-\u0963\u0970-\u09e3\u0b82-\u0bcd\u0bd7"
"""Indic letters with their vowel signs, which are no word characters to `re`."""
_LATIN = "a-z0-9_æœßəþ"
_WORD = re.compile(
    f"[{_LATIN}]+|[\u0370-\u03ff]+|[\u0400-\u052f]+|[\u0600-\u06ff]+|[{_INDIC}\u0980-\u09e3]+"
)
"""A run of letters of one script: names in Latin letters stand unspaced in CJK text."""
_CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_DEVANAGARI = re.compile("[\u0900-\u097f]")
_BENGALI_TAMIL = re.compile("[\u0980-\u0bff]")


OPENING = 4
"""Letters of its first word that a name is looked up by: few words begin as a name does."""
_PARTICLES = frozenset("وفبلك")
"""Arabic "and", "so", "by", "for", "as", which are written onto a name, up to two at a time."""
_BARE, _WITH_PARTICLES = (0,), (0, 2, 1)

_Variants = tuple[tuple[str, str, bool], ...]
"""(alias as written, agency id, ambiguous) of the aliases that fold to one key."""


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency; `kind` is news_agency, press_release_wire or syndicate."""

    id: str
    name: str
    country: str
    kind: str
    wikidata: str | None
    native_names: tuple[str, ...]
    abbreviations: tuple[str, ...]
    ambiguous: tuple[str, ...]
    """Aliases that also mean other things."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found: offsets in the folded text."""

    start: int
    end: int
    agency: Agency
    ambiguous: bool


@cache
def agencies() -> dict[str, Agency]:
    """The table by id, in file order."""
    table = {}
    for row in _rows():
        id_, name, country, kind, wikidata, aliases = row
        plain = [alias.lstrip("~") for alias in aliases.split("|") if alias]
        table[id_] = Agency(
            id=id_,
            name=name,
            country=country,
            kind=kind,
            wikidata=wikidata or None,
            native_names=tuple(a for a in plain if not a.isascii() and a != name),
            abbreviations=tuple(a for a in plain if a.isupper() and a.isascii() and len(a) < 6),
            ambiguous=tuple(a[1:] for a in aliases.split("|") if a.startswith("~")),
        )
    return table


def find(folded: Folded) -> list[Mention]:
    """Every agency name in the text, left to right, longest at each place."""
    owners = _names().owners
    found: list[Mention] = []
    for start, end in _places(folded.text):
        printed = folded.text[start:end]
        variants = owners.get(_key(printed)) or _stem(printed, owners)
        owner = _resolve(variants, folded, start, end) if variants else None
        if owner:
            found.append(Mention(start, end, agencies()[owner[0]], owner[1]))
    return found


def _places(text: str) -> list[tuple[int, int]]:
    """Where a name is printed, in any case; a place inside an earlier one is left out."""
    openings = _names().openings
    spans = [
        span
        for word in _WORD.finditer(text)
        # Most words begin no name: said here, a call for each is spared.
        if ((token := word[0])[:OPENING] in openings or token[0] >= "\u0600")
        and (span := _name_at(text, word))
    ]
    if not text.isascii():
        spans += [match.span() for match in _unspaced().finditer(text)]
        spans.sort()
    kept: list[tuple[int, int]] = []
    for span in spans:
        if not kept or span[0] >= kept[-1][1]:
            kept.append(span)
    return kept


def _name_at(text: str, word: re.Match[str]) -> tuple[int, int] | None:
    """The name that begins with a word, written-on particles apart."""
    token = word[0]
    openings = _names().openings
    for skipped in _BARE if token[0] < "\u0600" else _WITH_PARTICLES:
        opening = token[skipped : skipped + OPENING]
        if opening in openings and _PARTICLES.issuperset(token[:skipped]):
            match = _spaced(opening).match(text, word.start() + skipped)
            if match:
                return match.span()
    return None


def _resolve(variants: _Variants, folded: Folded, start: int, end: int) -> tuple[str, bool] | None:
    """Which agency the printed form names: (id, ambiguous), None for a wrong-case ambiguity."""
    printed = folded.slice(start, end)
    for alias, id_, ambiguous in variants:
        if alias == printed:
            return id_, ambiguous
    for alias, id_, ambiguous in variants:
        # A script without case cannot be in the wrong case.
        if not ambiguous or alias.lower() == alias.upper() or _full_width(printed, alias):
            return id_, ambiguous
    for alias, id_, _ in variants:
        # Newsrooms set names in other cases, where nothing but a name can stand.
        if printed in (alias.upper(), alias.capitalize()) and _set_off(folded.text, start, end):
            return id_, True
    return None


def _set_off(text: str, start: int, end: int) -> bool:
    """Whether a name stands in brackets, or alone behind a colon: "(ANDINA)", "Fonte: Agi"."""
    ahead, behind = text[:start].rstrip()[-1:], text[end:].strip(" .")[:1]
    return (ahead == "(" and behind == ")") or (ahead == ":" and not behind)


def _full_width(printed: str, alias: str) -> bool:
    """Whether the printed form is the alias in full-width letters, accents or joiners apart."""
    return len(printed) == len(alias) and not printed.isascii() and printed == printed.upper()


def _stem(printed: str, owners: dict[str, _Variants]) -> _Variants | None:
    """The owners of the longest name that the printed, inflected form starts with."""
    key = _key(printed)
    return next((owners[key[:n]] for n in range(len(key) - 1, 2, -1) if key[:n] in owners), None)


def _key(text: str) -> str:
    """A folded name with its joints (space, hyphen, middle dot) made one."""
    return re.sub(r"[ \-·]+", " ", text)


def _rows() -> list[list[str]]:
    text = files("server").joinpath("signals/data/agencies.tsv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [line.split("\t") for line in lines[1:]]


@dataclass(frozen=True, slots=True)
class _Names:
    """The table, folded: who owns each name, and how the names begin."""

    owners: dict[str, _Variants]
    openings: dict[str, tuple[str, ...]]
    """The names of spaced scripts by the first letters of their first word."""
    unspaced: tuple[str, ...]

    def pattern(self, keys: Iterable[str]) -> str:
        """An expression that matches the longest of the names, each with what may follow it."""
        return _trie({key: _ending(key, self.owners[key]) for key in keys})


@cache
def _names() -> _Names:
    owners: dict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    for id_, name, _, _, _, aliases in _rows():
        for alias in dict.fromkeys([*aliases.split("|"), name]):
            plain = alias.lstrip("~")
            if plain and (plain == alias or plain not in aliases.split("|")):
                # Tamil writes case endings over the closing virama.
                key = _key(fold_pattern(plain)).removesuffix("\u0bcd")
                owners[key].append((plain, id_, alias != plain))
    openings: dict[str, list[str]] = defaultdict(list)
    for key in owners:
        if not _CJK.search(key) and (word := _WORD.match(key)):
            openings[word[0][:OPENING]].append(key)
    return _Names(
        owners={key: tuple(value) for key, value in owners.items()},
        openings={opening: tuple(keys) for opening, keys in openings.items()},
        unspaced=tuple(key for key in owners if _CJK.search(key)),
    )


@cache
def _spaced(opening: str) -> re.Pattern[str]:
    """The names that begin so, compiled when first met: a page meets few, and all cost 0.3 s."""
    names = _names()
    return re.compile(rf"(?<![@#])(?<!www\.){names.pattern(names.openings[opening])}")


@cache
def _unspaced() -> re.Pattern[str]:
    """The names of scripts that are written without spaces."""
    names = _names()
    return re.compile(names.pattern(names.unspaced))


def _ending(key: str, variants: _Variants) -> str:
    """What may follow a name: case endings where the script writes them on, then no letter."""
    ambiguous = all(ambiguous for _, _, ambiguous in variants)
    if _CJK.search(key):
        return "" if not re.match("[a-z0-9]", key[-1]) else f"(?![{_LATIN}])"
    suffix = ""
    if not ambiguous and len(key) >= 4:
        for script, letters in (
            (_CYRILLIC, "[а-яіїєґ]{0,2}"),
            (_DEVANAGARI, "(?:[\u093e-\u094c]?(?:ने|ला|च[\u093e-\u094d]?या|चे|चा|शी))?"),
            (_BENGALI_TAMIL, "[\u0980-\u0bff]{0,8}"),
        ):
            if script.search(key[-1]) or (script is not _CYRILLIC and script.search(key)):
                suffix = letters
    following = rf"\w{_INDIC}" if not re.match("[a-z]", key[-1]) else _LATIN
    return rf"{suffix}(?![{following}])"


def _trie(endings: dict[str, str]) -> str:
    """An expression that matches the longest of the keys, each followed by its ending."""
    tree: dict[str, object] = {}
    for key, ending in endings.items():
        node = tree
        for char in key:
            node = node.setdefault(char, {})  # type: ignore[assignment]
        node["end"] = ending
    return _branch(tree)


def _branch(node: dict[str, object]) -> str:
    """The expression of one node of the trie."""
    options = []
    for char, child in node.items():
        if char != "end":
            assert isinstance(child, dict)
            literal = r"[ \-·]{1,2}" if char == " " else re.escape(char)
            options.append(literal + _branch(child))
    if "end" in node:
        options.append(str(node["end"]))
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"
