"""Every sentence a reader sees, by key: the only door to `server/wording/*.toml`.

Knows no signals and no rules: it turns (signal, finding, details) into a plain sentence. One file
per language; a translation may be partial, and what it lacks is read in English.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

FALLBACK = "en"
MAX_LISTED = 4
"""Names spelled out in a sentence before "and N more": what fits two lines of a 360 px card."""


class Wording:
    """The wording of one language, with English behind it."""

    def __init__(self, language: str, table: Mapping[str, Any], behind: "Wording | None") -> None:
        self.language = language
        self.table = table
        self._behind = behind

    def entry(self, *path: str) -> Any:
        """The entry at `path`; KeyError when no language has it."""
        found: Any = self.table
        for key in path:
            found = found.get(key) if isinstance(found, Mapping) else None
        if found is not None:
            return found
        if self._behind is None:
            raise KeyError(".".join(path))
        return self._behind.entry(*path)

    def text(self, *path: str) -> str:
        """The fixed sentence at `path`."""
        return str(self.entry(*path))

    def finding(self, signal: str, finding: str, details: Mapping[str, Any]) -> str:
        """The sentence for what a signal found, filled from its details.

        A sentence may have two forms, `one` and `other`, told apart by `details["count"]`.
        """
        form = self.entry("signals", signal, "findings", finding)
        if isinstance(form, Mapping):
            form = form["one" if details.get("count") == 1 else "other"]
        return self.fill(str(form), details)

    def fill(self, sentence: str, details: Mapping[str, Any]) -> str:
        """The sentence with its {fields} read from `details`."""
        return Formatter().vformat(sentence, (), _Spoken(details, self))

    def spoken(self, value: Any) -> str:
        """A detail as words: lists as "A, B and C", numbers as they are."""
        if not isinstance(value, (list, tuple, set, frozenset)):
            return str(value)
        names = [str(item) for item in value]
        if len(names) > MAX_LISTED:
            rest = self.fill(self.text("lists", "more"), {"rest": len(names) - MAX_LISTED + 1})
            names = [*names[: MAX_LISTED - 1], rest]
        if len(names) < 2:
            return "".join(names)
        return f"{', '.join(names[:-1])} {self.text('lists', 'and')} {names[-1]}"


class _Spoken(dict[str, Any]):
    """Details seen as words, for `str.format`."""

    def __init__(self, details: Mapping[str, Any], wording: Wording) -> None:
        super().__init__(details)
        self._wording = wording

    def __getitem__(self, key: str) -> str:
        return self._wording.spoken(super().__getitem__(key))


@cache
def wording(language: str = FALLBACK) -> Wording:
    """The wording in `language`, in English when there is no file for it."""
    path = files("server").joinpath("wording", f"{language}.toml")
    if not language.isalpha() or not path.is_file():
        return wording(FALLBACK)
    table = tomllib.loads(path.read_text("utf-8"))
    return Wording(language, table, None if language == FALLBACK else wording(FALLBACK))


def languages() -> tuple[str, ...]:
    """The languages that have a wording file, English first."""
    names = (item.name for item in files("server").joinpath("wording").iterdir())
    found = sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))
    return (FALLBACK, *(language for language in found if language != FALLBACK))
