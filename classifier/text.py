"""Language, sentences and words of a plain text, as character offsets.

Every function here is one pass over the text, whatever the text: pages are hostile. It knows
nothing of pages, blocks or labels.
"""

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

ABBREVIATIONS = "abbreviations.tsv"

# Words that open English sentences and seldom follow an abbreviation inside one. After "U.S." or
# "Inc." they decide that a sentence ended: "in the U.S. The bill" but "the U.S. Senate".
OPENERS = frozenset(
    "the a an this that these those it its he she they we i you his her their our my there here "
    "in on at by for from with as after before when while if but and so yet or although though "
    "however meanwhile still now then since because during under over what who why how where "
    "some many most several other others another no not only just even both each every one two "
    "three four five six seven eight nine ten according asked".split()
)
# What may follow "5 p.m." inside a sentence although it is capitalised.
TIMES = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun january "
    "february march april may june july august september october november december et est edt ct "
    "cst cdt mt mst mdt pt pst pdt gmt bst ist cet cest utc eastern central mountain pacific "
    "local".split()
)

# Terminators that end a sentence with no space after them, in scripts that write none.
FULL = "。！？｡।॥۔؟።፧։။។៕܀"
STOP = ".!?…"
CLOSERS = "\"'”’»›)\\]」』”）】〉》"
OPENING = "\"'“‘«‹([„‚「『（【¿¡—–-"
# A candidate end: a run of terminators and what closes after it. Bounded, so that a page of dots
# costs one look at each.
CANDIDATE = re.compile(
    rf"[{FULL}{STOP}]{{1,40}}(?:\[\d{{1,3}}\]|[ \u00a0\u202f]»|[{CLOSERS}]){{0,6}}"
)
BLANK_LINE = re.compile(r"\n[ \t\r\f\v]{0,80}\n")
NEXT_WORD = re.compile(rf"[{re.escape(OPENING)}\s]{{0,8}}(\w[\w'’]{{0,30}})")

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
KANA = "\u3041-\u30ff\u31f0-\u31ff"
HAN_LETTER = re.compile(f"[{HAN}]")
KANA_LETTER = re.compile(f"[{KANA}]")
# Letters whose vowel signs `\w` leaves out (Indic, Thai, Khmer, Arabic and Hebrew points, accents).
MARKED = (
    "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u0900-\u0963\u0966-\u096f\u0971-\u0df3\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1-\u0ebc"
    "\u0ec8-\u0ecd\u1000-\u1049\u1780-\u17d3\u20d0-\u20f0"
)
# Possessive: what follows a run of letters is never a letter, so that giving one back is in vain.
_LETTERS = rf"(?:[^\W_{HAN}{KANA}]++|[{MARKED}]++)++"
WORD = re.compile(
    rf"{_LETTERS}(?:['’‐‑-]{_LETTERS}|(?<=\d)[.,](?=\d){_LETTERS}|(?<=\b\w)\.(?=\w\b){_LETTERS})*+"
    rf"|[{HAN}]|[{KANA}]+"
)

# --- sentences ---------------------------------------------------------------------------------

REMEMBERED = 10_000
"""Characters of a paragraph up to which its sentences are remembered: longer than those of
articles, and short enough that a server which is sent hostile pages does not keep them."""


@lru_cache(maxsize=16)
def _abbreviations(language: str) -> dict[str, str]:
    """Abbreviation -> kind, for one language."""
    found: dict[str, str] = {}
    listing = files("classifier").joinpath("data", ABBREVIATIONS).read_text("utf-8")
    for line in listing.splitlines():
        if not line.startswith("#") and line.strip():
            code, kind, entries = line.split("\t")
            if code == language:
                found |= {entry.rstrip("."): kind for entry in entries.split()}
    return found


def sentences(text: str, language: str | None) -> list[tuple[int, int]]:
    """Offsets of the sentences of a text: trimmed, in order, covering all that is not space."""
    split = _sentences if len(text) <= REMEMBERED else _sentences.__wrapped__
    return list(split(text, language))


@lru_cache(maxsize=256)
def _sentences(text: str, language: str | None) -> tuple[tuple[int, int], ...]:
    """Remembered: models, measures and the reading of an article split the same paragraphs."""
    known = _abbreviations(language or "en")
    cuts = {match.end() for match in BLANK_LINE.finditer(text)}
    start = 0
    for match in CANDIDATE.finditer(text):
        end = match.end()
        if _ends(text, match.start(), end, start, known, language):
            cuts.add(end)
            start = end
    edges = [0, *sorted(cut for cut in cuts if 0 < cut < len(text)), len(text)]
    return tuple(span for a, b in pairwise(edges) if (span := _trim(text, a, b)))


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The stretch without the space around it; None when it is all space."""
    piece = text[start:end]
    bare = piece.strip()
    if not bare:
        return None
    start += len(piece) - len(piece.lstrip())
    return start, start + len(bare)


def _ends(
    text: str, dot: int, end: int, start: int, known: dict[str, str], language: str | None
) -> bool:
    """Whether the terminators at text[dot:end] end the sentence that began at `start`."""
    mark = text[dot:end]
    if any(character in FULL for character in mark):
        return True
    if end >= len(text):
        return True
    follower = NEXT_WORD.match(text, end)
    word = follower.group(1) if follower else ""
    if not text[end].isspace():
        # "ended.The next": a space lost in the page. Only before a word that opens sentences.
        opener = word[:1].isupper() and word[1:].islower() and word.lower() in OPENERS
        return opener and mark[0] in STOP and text[dot - 1 : dot].islower() and text[end] == word[0]
    if not word:
        return True
    if word[0].islower() and not any(letter.isupper() for letter in word[1:3]):
        return False
    if mark[0] != "." or mark.startswith(".."):
        return True
    return _full_stop_ends(text, dot, start, word, known, language)


def _full_stop_ends(
    text: str, dot: int, start: int, word: str, known: dict[str, str], language: str | None
) -> bool:
    """Whether one full stop, with a space and a non-lower-case word after it, ends a sentence."""
    token = _token_before(text, dot)
    bare = token.lower()
    opens = word.lower() in OPENERS
    if token.isdigit() and len(token) <= 2:
        # "1. First" opens a list; "am 12. Juni" is an ordinal where languages write them so.
        return not (dot - len(token) <= start + 1 or language in {"de", "da", "no", "fi", "cs"})
    kind = known.get(bare)
    if kind is None and language not in {None, "en"} and len(bare) > 3 and "." in bare:
        kind = "either"
    if kind == "title" or kind == "inner":
        return False
    if kind == "number":
        return not word[0].isdigit() and len(bare) > 1
    if bare in {"a.m", "p.m", "am", "pm"}:
        return not word[0].isdigit() and word.lower() not in TIMES
    if kind == "either":
        return opens and not word[0].isdigit()
    if len(token) == 1 and token.isalpha() and token.isupper():
        return opens and word != "I"
    if "." in token and len(token) <= 12 and all(len(part) <= 2 for part in token.split(".")):
        return opens
    return True


def _token_before(text: str, end: int) -> str:
    """The run of letters, digits and inner stops that ends at `end` (at most 24 characters)."""
    begin = end
    while begin > 0 and end - begin < 24:
        character = text[begin - 1]
        if not (
            character.isalnum()
            or character in ".°№/-"
            or unicodedata.category(character).startswith("M")
        ):
            break
        begin -= 1
    return text[begin:end].lstrip(".-/")


def words(text: str) -> list[tuple[int, int]]:
    """Offsets of the words: contractions and hyphenated words whole, each Han character alone."""
    return [match.span() for match in WORD.finditer(text)]


# --- language ----------------------------------------------------------------------------------

SAMPLE = 4000
"""Characters of the text that decide its language."""
CONFIDENT = 0.5
"""Least posterior of py3langid, among CANDIDATES, on a text of at least a sentence."""
# Commonest English words. Measured as a share of the words on the 2,456 CLEAR passages: .23 at the
# 1st percentile, .35 at the median; none in the sentences of 19 other languages in the tests.
COMMON = frozenset(
    "the of and to in that for is was on with as it at by from be are has have had this his her "
    "which were will their said not but who they an its would".split()
)
COMMON_SHARE = 0.2
# Languages of the news pages that are likely met; a posterior shared among 140 says less.
CANDIDATES = (
    "af ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it "
    "ja ka kk km kn ko lo lt lv mk ml mn mr ms mt my ne nl no pa pl ps pt ro ru si sk sl so sq sr "
    "sv sw ta te th tl tr uk ur uz vi zh am or as"
).split()
# Scripts that one language of the news uses.
SCRIPTS = (
    ("ko", "\uac00", "\ud7af"),
    ("th", "\u0e01", "\u0e5b"),
    ("ta", "\u0b80", "\u0bff"),
    ("te", "\u0c00", "\u0c7f"),
    ("kn", "\u0c80", "\u0cff"),
    ("ml", "\u0d00", "\u0d7f"),
    ("gu", "\u0a80", "\u0aff"),
    ("pa", "\u0a00", "\u0a7f"),
    ("or", "\u0b00", "\u0b7f"),
    ("si", "\u0d80", "\u0dff"),
    ("el", "\u0370", "\u03ff"),
    ("he", "\u0590", "\u05ff"),
    ("hy", "\u0530", "\u058f"),
    ("ka", "\u10a0", "\u10ff"),
    ("my", "\u1000", "\u109f"),
    ("km", "\u1780", "\u17ff"),
    ("lo", "\u0e80", "\u0eff"),
)


def language_of(text: str) -> str | None:
    """The primary subtag of the language a text is written in; None when it cannot be told."""
    sample = text[:SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if letters < 6:
        return None
    for language, low, high in () if sample.isascii() else SCRIPTS:
        if 2.5 * sum(low <= character <= high for character in sample) > letters:
            return language
    kana = len(KANA_LETTER.findall(sample))
    if 2.5 * (kana + len(HAN_LETTER.findall(sample))) > letters:
        return "ja" if 12 * kana > letters else "zh"
    tokens = [sample[a:b].lower() for a, b in words(sample)]
    if len(tokens) >= 12 and sum(token in COMMON for token in tokens) / len(tokens) > COMMON_SHARE:
        return "en"
    try:
        found, confidence = _identifier().classify(sample)
    except OSError:  # it unpacks its model into a temporary file, and the disk may be full
        return None
    return str(found) if confidence >= CONFIDENT else None


@lru_cache(maxsize=1)
def _identifier() -> Any:
    """py3langid's model, loaded on the first text that needs it (about a second)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(CANDIDATES)
    return identifier
