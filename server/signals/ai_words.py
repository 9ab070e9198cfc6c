"""Words for AI and the names of its tools in a text, and the word classes around them.

Finds words; `ai_claims` decides what a sentence says with them. Knows no role and no article.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from server.signals.alternatives import tree
from server.signals.folding import Folded, fold_pattern
from server.signals.grammar import Script, close_edge, either, load, open_edge


@dataclass(frozen=True, slots=True)
class Mark:
    """A word for AI or the name of a tool, in offsets of the folded text."""

    start: int
    end: int
    tool: str | None = None
    makes: str = "both"
    ambiguous: bool = False

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.start, self.end


@dataclass(frozen=True, slots=True)
class Words:
    """The word classes of one script."""

    ai: re.Pattern[str]
    machine: re.Pattern[str]
    made: re.Pattern[str]
    edited: re.Pattern[str]
    agent: re.Pattern[str]
    aid: re.Pattern[str]
    written: re.Pattern[str]
    image: re.Pattern[str]
    article: re.Pattern[str]
    summary: re.Pattern[str]
    translation: re.Pattern[str]
    self: re.Pattern[str]
    not_before: re.Pattern[str]
    not_after: re.Pattern[str]
    review: re.Pattern[str]
    unreviewed: re.Pattern[str]
    unreal: re.Pattern[str]
    about: re.Pattern[str]
    talk: re.Pattern[str]
    policy: re.Pattern[str]
    may: re.Pattern[str]
    lead: re.Pattern[str]
    label: re.Pattern[str]
    credit: re.Pattern[str]


_OPENING = (
    "machine", "lead", "self", "image", "article", "made", "written", "summary", "credit", "ai",
    "may",
)  # fmt: skip
"""Classes whose words may stand before a claim that opens its sentence."""
_SMALL = {
    Script.LATIN: (
        "by|via|from|with|using|the|an?|par|por|pelo|da|di|con|avec|com|mit|von|durch|de|la|le|door"
        "|met|przez|ile|oleh|dengan|av|af|med|fra|bang|boi|do|dari|representati\\w+|symbolic|concept"
        "\\w*|illustrati\\w+|digital|temsili|ilustrativa|theo|tu|d'|l'",
    ),
    Script.DEVANAGARI: ("से|द्वारा|की|का|प्रतीकात्मक|सांकेतिक|प्रातिनिधिक",),
    Script.BENGALI: ("দিয়ে|প্রতীকী|এর|সৌজন্যে",),
    Script.ARABIC: ("من|ب|بـ|عبر|تعبیریه|رمزیه|توضیحیه|علامتی|از|با|تزیینی|تزئینی|است|بشکریه",),
    Script.TAMIL: ("மாதிரி|மூலம்|சித்தரிப்பு",),
    Script.CYRILLIC: ("от|с|з|від|иллюстративное|ілюстративне",),
    Script.GREEK: ("απο|με|ενδεικτικη|της|του|η|το",),
    Script.CJK: ("来自|來自|为|為|的|由|による|提供|イメージ|の|는|은|제공",),
}
"""Small words that may stand in a label beside its nouns."""
_UNCLOSED = frozenset({"review", "unreviewed", "unreal"})
"""Classes whose patterns end inside a word."""


@cache
def words_of(script: Script) -> Words:
    phrases = load("ai_grammar.toml")

    def compiled(name: str) -> re.Pattern[str]:
        rows = phrases.get(script, "mark", name)
        if name in _UNCLOSED and script in (Script.LATIN, Script.CYRILLIC, Script.GREEK):
            # "not" must be a word: "note" is none.
            rows = tuple(re.sub(r"^(\(\?:[^()]*\))(?=\[\^)", r"\1\\b", row) for row in rows)
        closing = "" if name in _UNCLOSED else close_edge(script)
        return re.compile(f"{open_edge(script)}{either(rows)}{closing}")

    names = [name for name in Words.__slots__ if name not in ("lead", "label")]
    opening = [row for name in _OPENING for row in phrases.get(script, "mark", name)]
    nouns = [
        *phrases.get(script, "mark", "image"),
        *phrases.get(script, "mark", "credit"),
        *phrases.get(script, "mark", "ai"),
        *_SMALL.get(script, ()),
    ]
    return Words(
        **{name: compiled(name) for name in names},
        lead=re.compile(
            rf"(?:[\s\"'*#>+✦△▲※●■◆□-]{{0,3}}{either(opening)}{close_edge(script)}"
            rf"[\s,:'’-]{{0,3}}){{1,14}}"
        ),
        label=re.compile(
            rf"(?:[\s'-]{{0,2}}{either(nouns)}{close_edge(script)}[\s:'-]{{0,2}}){{1,4}}"
        ),
    )


def _tool_rows() -> list[list[str]]:
    source = files("server").joinpath("signals/data/ai_tools.tsv").read_text(encoding="utf-8")
    return [r.split("\t") for r in source.splitlines() if r and not r.startswith("#")][1:]


@cache
def _tools() -> tuple[re.Pattern[str], dict[str, tuple[tuple[str, str, str], ...]]]:
    """An expression for every tool name, and per folded name (alias, tool, what it makes)."""
    rows = _tool_rows()
    owners: dict[str, list[tuple[str, str, str]]] = {}
    for name, _, makes, aliases in rows:
        for alias in aliases.split("|"):
            folded = fold_pattern(alias.lstrip("~"))
            owners.setdefault(_key(folded), []).append((alias, name, makes))
    names = sorted({fold_pattern(a.lstrip("~")) for r in rows for a in r[3].split("|")}, key=len)
    forms = [(n, _JOINT.sub("[ \\-·•]?", re.escape(n))) for n in reversed(names)]
    spaced = "|".join(form for name, form in forms if re.match("[a-z]", name))
    other = "|".join(form for name, form in forms if not re.match("[a-z]", name))
    edge = "a-z0-9_"
    expression = f"(?<![{edge}@#])(?:{spaced})(?![{edge}])|(?:{other})"
    return re.compile(expression), {k: tuple(v) for k, v in owners.items()}


_JOINT = re.compile(r"(?:\\[ -]|[·•])")


def _key(name: str) -> str:
    """A folded name without its joints: "DALL-E", "DALL·E" and "DALLE" are one."""
    return re.sub(r"[ \-·•]", "", name)


_LETTERS = ("AI", "A.I", "ai-", "Ai-", "KI", "K.I", "IA", "I.A", "SI", "S.I", "YZ", "Y.Z", "ＡＩ")
_STEMS = (
    "artifi", "intelig", "yapay", "kunst", "sztucz", "kecerdasan", "akal imitasi", "tri tue",
    "tri thong", "thuat toan", "neura", "neuro", "model", "chat", "bot", "algorit", "automat",
    "machin", "maskin", "maschin", "gen ai", "genai", "generative", "deep learning", "llm",
    "text-to", "sinir", "makine", "dich", "jaringan", "software", "computer", "otomat",
    "natural language", "synthetic", "sintet", "syntet", "synthet", "aprendi", "apprend", "apprent",
    "lernen", "uczeni", "ogrenme", "pembelajaran", "mesin", "hoc may", "hoc sau", "may tinh",
    "phan mem", "comput", "komput", "ordinat", "ordenad", "logiciel", "perangkat", "bilgisayar",
    "yazilim", "laring", "inlarning", "siec", "generator", "diffusion", "maquina", "macchin",
)  # fmt: skip


@cache
def _hints() -> re.Pattern[str]:
    """What a text in Latin letters must hold to name AI: rules out most paragraphs at once."""
    first = {fold_pattern(alias.lstrip("~"))[:7] for r in _tool_rows() for alias in r[3].split("|")}
    return re.compile(tree([*_STEMS, *(word for word in first if word[0].isascii())]))


def may_name_ai(folded: Folded) -> bool:
    return any(map(folded.origin.__contains__, _LETTERS)) or bool(_hints().search(folded.text))


SURNAME = 16
"""Characters after a tool's name that tell whether it is a person's."""
_SURNAME = re.compile(
    r" (?!Pro\b|Ultra\b|Flash\b|Advanced\b|Image|Imagine|Sonnet|Opus|Haiku|Creator|Studio|Code|Art)"
    r"[A-ZÀ-Þ][a-zà-ÿ]{2,}"
)
"""After a tool whose name people bear: "Gemini Rusconi"."""
_AIRLINE = re.compile(r"air india|एयर इंडिया|ايرانديا")
_FLIGHT = re.compile(r"[ -]?\d{2,4}\b")
_ADDRESS = re.compile(r"\w[@#.]$|[@#]$|[\w-]\.[a-z]{2,6}/(?:[\w.-]{1,20}/){0,3}$")
"""Before two letters that are part of an address: "site.ai", "site.example/ai"."""
_SHORT = frozenset({"ai", "ki", "ia", "si", "yz", "ии", "ші", "τν", "a.i", "k.i", "i.a", "s.i"})


def marks_in(folded: Folded, scripts: Iterable[Script]) -> list[Mark]:
    """Every word for AI and every tool name in the text."""
    text = folded.text
    found = []
    for script in scripts:
        for match in words_of(script).ai.finditer(text):
            if match[0].strip(".") not in _SHORT or _really_ai(folded, match.start(), match.end()):
                found.append(Mark(match.start(), match.end()))
        for match in words_of(script).machine.finditer(text):
            found.append(Mark(match.start(), match.end(), makes="text"))
    pattern, owners = _tools()
    for match in pattern.finditer(text):
        printed = folded.slice(*match.span())
        for alias, tool, makes in owners.get(_key(match[0]), ()):
            exact = printed == alias.lstrip("~")
            surname = alias.startswith("~") and _SURNAME.match(
                folded.slice(match.end(), match.end() + SURNAME)
            )
            if (exact and not surname) or not alias.startswith("~"):
                found.append(Mark(*match.span(), tool, makes, alias.startswith("~")))
                break
    return sorted(found, key=lambda m: (m.start, -m.end))


def _really_ai(folded: Folded, start: int, end: int) -> bool:
    """Whether two letters stand for AI: in capitals, or tied to a word for making."""
    text = folded.text
    if _AIRLINE.search(text) and text[start:end].startswith("ai"):
        return False
    if _FLIGHT.match(text, end) or _ADDRESS.search(text, max(0, start - 60), start):
        return False
    printed = folded.slice(start, end)
    if printed.upper() == printed:
        return True
    return bool(re.match(r"-(?:gen|assist|creat|made|enhanc|powered|gest|unterst|sk)", text[end:]))


def tools_named(marks: Iterable[Mark]) -> tuple[str, ...]:
    """The tools, without a maker whose tool is named too: "OpenAI's ChatGPT"."""
    names = list(dict.fromkeys(m.tool for m in marks if m.tool))
    makers = {_makers()[name] for name in names if _makers()[name] != name}
    return tuple(name for name in names if name not in makers)


@cache
def _makers() -> dict[str, str]:
    return {name: maker for name, maker, _, _ in _tool_rows()}
