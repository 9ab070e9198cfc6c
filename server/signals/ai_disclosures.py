"""Disclosures of AI in one located piece of text: what was made, with what, checked by whom.

`read_disclosure` is pure: a text, the role of its block and where in the article it stands. It
reads what a page says of itself and never guesses from style; it knows no article and no outcome.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from itertools import pairwise

from server.article import Role
from server.signals.credits import Position
from server.signals.folding import Folded, fold, fold_pattern
from server.signals.grammar import Script, close_edge, either, load, open_edge, scripts_in

MAX_READ = 4_000
"""Characters read of a block: a disclosure is short, and stands at the edge of a long block."""
MAX_BODY = {Position.MIDDLE: 350}
"""Running text in mid-article is read only when it is as short as a note."""
MAX_BODY_EDGE = 1_200
MAX_MARKS = 6
"""Words for AI judged per sentence, and below, sentences per text: bounds on hostile text."""
MAX_SENTENCES = 24
REACH = 70
"""Characters between the word for AI and the word for making."""


class About(StrEnum):
    """What a disclosure is about."""

    IMAGE = "image"
    TEXT = "text"
    SUMMARY = "summary"
    TRANSLATION = "translation"


class Review(StrEnum):
    """Whether a person checked the result, as far as the page says."""

    YES = "yes"
    NO = "no"
    UNSTATED = "unstated"


@dataclass(frozen=True, slots=True)
class AiDisclosure:
    """One disclosure: `text[start:end]` is its wording."""

    about: About
    start: int
    end: int
    tools: tuple[str, ...] = ()
    human_review: Review = Review.UNSTATED
    shows_no_real_event: bool = False
    vague: bool = False


def read_disclosure(
    text: str,
    role: Role = Role.BODY,
    position: Position = Position.UNKNOWN,
    language: str | None = None,
) -> tuple[AiDisclosure, ...]:
    """The disclosures of AI in a text, in order. The language does not narrow the search."""
    if role in (Role.HEADLINE, Role.DATELINE) or not text:
        return ()
    if role is Role.BODY and len(text) > MAX_BODY.get(position, MAX_BODY_EDGE):
        return ()
    folded = fold(text[:MAX_READ])
    scripts = scripts_in(folded.text)
    if scripts == [Script.LATIN] and not _may_name_ai(folded):
        return ()
    marks = _marks(folded, scripts)
    if not marks:
        return ()
    page = _Passage(folded, scripts, role, position, marks)
    claims = [claim for span in page.sentences[:MAX_SENTENCES] for claim in _claims(page, *span)]
    return _merged(page, claims)


# ---- the words for AI -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Mark:
    """A word for AI or the name of a tool, in offsets of the folded text."""

    start: int
    end: int
    tool: str | None = None
    makes: str = "both"
    ambiguous: bool = False


@dataclass(frozen=True, slots=True)
class _Words:
    """The word classes of one script."""

    ai: re.Pattern[str]
    machine: re.Pattern[str]
    made: re.Pattern[str]
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
def _words(script: Script) -> _Words:
    phrases = load("ai_grammar.toml")

    def compiled(name: str) -> re.Pattern[str]:
        rows = phrases.get(script, "mark", name)
        if name in _UNCLOSED and script in (Script.LATIN, Script.CYRILLIC, Script.GREEK):
            # "not" must be a word: "note" is none.
            rows = tuple(re.sub(r"^(\(\?:[^()]*\))(?=\[\^)", r"\1\\b", row) for row in rows)
        closing = "" if name in _UNCLOSED else close_edge(script)
        return re.compile(f"{open_edge(script)}{either(rows)}{closing}")

    names = [name for name in _Words.__slots__ if name not in ("lead", "label")]
    opening = [row for name in _OPENING for row in phrases.get(script, "mark", name)]
    nouns = [
        *phrases.get(script, "mark", "image"),
        *phrases.get(script, "mark", "credit"),
        *phrases.get(script, "mark", "ai"),
        *_SMALL.get(script, ()),
    ]
    return _Words(
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
    "natural language",
)  # fmt: skip


@cache
def _hints() -> tuple[str, ...]:
    """What a text in Latin letters must hold to name AI: rules out most paragraphs at once."""
    first = {fold_pattern(alias.lstrip("~"))[:7] for r in _tool_rows() for alias in r[3].split("|")}
    return (*_STEMS, *sorted(word for word in first if word[0].isascii()))


def _may_name_ai(folded: Folded) -> bool:
    return any(letters in folded.origin for letters in _LETTERS) or any(
        hint in folded.text for hint in _hints()
    )


_AIRLINE = re.compile(r"air india|एयर इंडिया|ايرانديا")
_FLIGHT = re.compile(r"[ -]?\d{2,4}\b")
_SHORT = frozenset({"ai", "ki", "ia", "si", "yz", "ии", "ші", "τν", "a.i", "k.i", "i.a", "s.i"})


def _marks(folded: Folded, scripts: Iterable[Script]) -> list[_Mark]:
    """Every word for AI and every tool name in the text."""
    text = folded.text
    found = []
    for script in scripts:
        for match in _words(script).ai.finditer(text):
            if match[0].strip(".") not in _SHORT or _really_ai(folded, match.start(), match.end()):
                found.append(_Mark(match.start(), match.end()))
        for match in _words(script).machine.finditer(text):
            found.append(_Mark(match.start(), match.end(), makes="text"))
    pattern, owners = _tools()
    for match in pattern.finditer(text):
        printed = folded.slice(*match.span())
        for alias, tool, makes in owners.get(_key(match[0]), ()):
            exact = printed == alias.lstrip("~")
            if exact or not alias.startswith("~"):
                found.append(_Mark(*match.span(), tool, makes, alias.startswith("~")))
                break
    return sorted(found, key=lambda m: (m.start, -m.end))


def _really_ai(folded: Folded, start: int, end: int) -> bool:
    """Whether two letters stand for AI: in capitals, or tied to a word for making."""
    text = folded.text
    if _AIRLINE.search(text) and text[start:end].startswith("ai"):
        return False
    if _FLIGHT.match(text, end) or (
        text[max(0, start - 1) : start] in ("@", "#", ".", "/")
        and (text[max(0, start - 2) : start].strip(" ./@#") != "")
    ):
        return False
    printed = folded.slice(start, end)
    if printed.upper() == printed:
        return True
    return bool(re.match(r"-(?:gen|assist|creat|made|enhanc|powered|gest|unterst|sk)", text[end:]))


# ---- one passage ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Claim:
    """A sentence that says that AI made something."""

    about: About
    start: int
    end: int
    tools: tuple[str, ...]
    vague: bool


_STOP = re.compile(r"(?<![ .(][a-z])(?<!fot)[.!?]+[\"')]{0,2}(?= |$|[\u3040-\u9fff])")


class _Passage:
    """A folded text, its role and its words for AI."""

    def __init__(
        self,
        folded: Folded,
        scripts: list[Script],
        role: Role,
        position: Position,
        marks: list[_Mark],
    ) -> None:
        self.folded = folded
        self.text = folded.text
        self.words = [_words(script) for script in scripts]
        self.cjk = Script.CJK in scripts
        self.role = role
        self.position = position
        self.marks = marks
        cuts = [0, *(m.end() for m in _STOP.finditer(self.text)), len(self.text)]
        self.sentences = [
            (a + len(part) - len(part.lstrip()), b)
            for a, b in pairwise(cuts)
            if (part := self.text[a:b]).strip()
        ]

    def find(self, name: str, start: int, end: int) -> list[tuple[int, int]]:
        """Where a word class stands in a stretch."""
        found: list[tuple[int, int]] = []
        for words in self.words:
            pattern: re.Pattern[str] = getattr(words, name)
            found += [m.span() for m in pattern.finditer(self.text, start, end)]
        return sorted(found)

    def tells_of_others(self, start: int, end: int) -> bool:
        """Whether a stretch speaks of fakes or of what spreads online; names of tools apart."""
        return any(
            not any(a < m.end and m.start < b for m in self.marks)
            for a, b in self.find("about", start, end)
        )

    def has(self, name: str, start: int, end: int) -> bool:
        """Whether a word class stands in a stretch."""
        return any(getattr(words, name).search(self.text, start, end) for words in self.words)


_SEPARATOR = re.compile(
    r"[|/;()*•·=]| - |: | -- |, | as (?=imagin|pictur|seen|drawn|render|depict|interpret|envision)"
)
_IMAGE_ROLES = (Role.CAPTION, Role.CREDIT)
_NOTE_ROLES = (Role.TAIL, Role.EDITOR_NOTE, Role.STANDFIRST, Role.BYLINE)


def _claims(page: _Passage, start: int, end: int) -> list[_Claim]:
    """What one sentence discloses."""
    marks = [m for m in page.marks if start <= m.start and m.end <= end][:MAX_MARKS]
    if not marks:
        return []
    if page.role is Role.BOILERPLATE:
        return _label_of_box(page, start, end, marks)
    if page.role not in _IMAGE_ROLES and '"' in page.text[start:end]:
        return []
    core = _core(page, start, end, marks)
    if core is None or _negated(page, start, end, core):
        return []
    about = _about(page, start, end, core, marks)
    if about is None:
        return []
    tools = _tools_named(marks)
    labelled = any(page.has(name, start, end) for name in ("image", "credit", "summary"))
    bare = not core.made and not labelled and not tools and page.role is not Role.CREDIT
    vague = bare or page.has("may", start, end)
    return [_Claim(about, start, end, tools, vague)]


def _tools_named(marks: Iterable[_Mark]) -> tuple[str, ...]:
    """The tools, without a maker whose tool is named too: "OpenAI's ChatGPT"."""
    names = list(dict.fromkeys(m.tool for m in marks if m.tool))
    makers = {_makers()[name] for name in names if _makers()[name] != name}
    return tuple(name for name in names if name not in makers)


@cache
def _makers() -> dict[str, str]:
    return {name: maker for name, maker, _, _ in _tool_rows()}


@dataclass(frozen=True, slots=True)
class _Core:
    """The stretch from the word for AI to the word for making."""

    start: int
    end: int
    made: bool
    written: bool
    mark: _Mark


def _core(page: _Passage, start: int, end: int, marks: list[_Mark]) -> _Core | None:
    """The closest pair of a word for AI and a word for making, or a word for AI on its own."""
    made = [(span, False) for span in page.find("made", start, end)]
    written = [(span, True) for span in page.find("written", start, end)]
    best: tuple[int, _Core] | None = None
    for mark in marks:
        machine = mark.makes == "text" and not mark.tool
        for (a, b), text_only in written if machine else [*made, *written]:
            if a < mark.end and mark.start < b and not (a <= mark.start and mark.end < b):
                continue
            gap = max(a - mark.end, mark.start - b, 0)
            if gap <= REACH and (best is None or gap < best[0]):
                span = (min(a, mark.start), max(b, mark.end))
                best = (gap, _Core(*span, True, text_only, mark))
    if best:
        core = best[1]
        start = min([core.start, *(m.start for m in marks if 0 <= core.start - m.end <= 2)])
        core = replace(core, start=start)
        texts = any(core.start - REACH <= a and b <= core.end + REACH for (a, b), _ in written)
        return replace(core, written=core.written or texts)
    alone = [m for m in marks if m.makes != "text" or m.tool]
    if not alone:
        return None
    mark = alone[0]
    if _TRANSLATED.search(page.text, mark.start, mark.end):
        return _Core(mark.start, mark.end, True, True, mark)
    if mark.ambiguous and not page.has("image", start, end) and page.role not in _IMAGE_ROLES:
        return None
    return _Core(mark.start, mark.end, False, False, mark)


_TRANSLATED = re.compile(
    "transl|tradu|trado|tradotto|ubersetz|vertaa|oversat|oversett|перевод|перевед|перекл|翻译|翻譯|翻訳"
    "|번역|dich|cevir|cevri|terjemah|tlumacz|μεταφρ|ترجم|अनुवाद|অনুবাদ|மொழிபெயர்"
)
"""In a word for AI ("machine-translated"): it says by itself what was done."""
_BUT = re.compile(
    r"\b(?:but|sondern|sino|mais|mas|maar|lecz|bensi|utan|melainkan|rather|ma)\b"
    r"|बल्कि|而是|بل |بلکه|ma la|αλλα|а |але "
)


_CLAUSE = re.compile(
    r"[,;()|]| - | (?:and|und|et|y|e|ed|en|og|och|i|oraz|ve|dan|va|और|तथा|ও|এবং|اور|و|και|и|і|та) "
    r"|[并且]|며 "
)


def _negated(page: _Passage, start: int, end: int, core: _Core) -> bool:
    """Whether the sentence says that no AI was used."""
    asides = [*page.find("unreal", start, end), *page.find("unreviewed", start, end)]
    free = [span for span in asides if span[0] >= core.end or span[1] <= core.start]

    def outside(span: tuple[int, int]) -> bool:
        return not any(a <= span[0] and span[1] <= b for a, b in free)

    low = max(start, core.start - 40)
    commas = [low + m.end() for m in re.finditer(r"[,;:()|]| - ", page.text[low : core.start])]
    low = max([low, *commas])
    for span in page.find("not_before", low, core.end):
        if outside(span) and not _BUT.search(page.text, span[1], core.end):
            return True
    high = min(end, core.end + 36)
    comma = _CLAUSE.search(page.text[core.end : high])
    high = core.end + comma.start() if comma else high
    return any(outside(span) for span in page.find("not_after", core.start, high))


def _about(page: _Passage, start: int, end: int, core: _Core, marks: list[_Mark]) -> About | None:
    """What the sentence is about, None when it speaks of other people's AI or of rules."""
    if page.tells_of_others(start, end):
        return None
    images = page.has("image", start, end)
    texts = page.has("article", start, end)
    own = page.has("self", start, end)
    summary = page.has("summary", start, end)
    led = _leads(page, start, core)
    if page.role in _IMAGE_ROLES:
        cores = [core] if core.made else [_Core(m.start, m.end, False, False, m) for m in marks]
        found = (_about_caption(page, start, end, c, _leads(page, start, c)) for c in cores)
        return next((about for about in found if about), None)
    if page.has("policy", start, end) or (page.has("talk", start, end) and not own):
        return None
    if summary and (led or own) and not (images and not texts):
        return About.SUMMARY
    return _about_text(page, start, end, core, led, images, texts, own)


def _about_caption(page: _Passage, start: int, end: int, core: _Core, led: bool) -> About | None:
    """A claim in a caption, a credit or an alternative text."""
    if (
        page.has("self", start, end)
        and page.has("article", start, end)
        and (core.written and not page.has("image", start, end))
    ):
        return About.TEXT
    pointed = core.made and _points(page, start, bare=True)
    if not (led or pointed) or (page.cjk and page.has("talk", start, end)):
        return None
    if core.made and _makes_image(page, start, end, core):
        return About.IMAGE
    if _is_label(page, start, end, core):
        return About.IMAGE
    alone = page.text[start:end].strip(" .()*+|/-") == page.text[core.start : core.end].strip(" .")
    ahead, behind = page.text[: core.start].rstrip(), page.text[core.end :].lstrip()
    bracketed = ahead.endswith(("(", ":", "/", "|", "+")) and behind[:1] in ("", ")", ".", "|", "/")
    return About.IMAGE if alone or bracketed else None


def _about_text(
    page: _Passage,
    start: int,
    end: int,
    core: _Core,
    led: bool,
    images: bool,
    texts: bool,
    own: bool,
) -> About | None:
    """A claim in a note, a closing line, a byline or running text."""
    note = page.role in _NOTE_ROLES
    short = end - start <= 240 and page.position is not Position.MIDDLE
    if page.role is Role.BODY:
        own = own and _points(page, start)
        alone = len(page.text) <= 120 and not page.cjk and page.position is not Position.MIDDLE
        alone = alone and core.made and _is_caption_like(page, core)
        if not own and not (alone and _leads(page, start, core, whole=True)):
            return None
    if images and (own or led) and not core.written:
        first = page.find("image", start, end)[0][0]
        closest = page.find("article", start, end)
        if not closest or first < closest[0][0] or closest[0][0] > core.end:
            return About.IMAGE
    translation = core.made and page.has("translation", start, end)
    if texts and own and core.made:
        return About.TRANSLATION if translation else About.TEXT
    if own and note and core.made and core.written and not images:
        return About.TRANSLATION if translation else About.TEXT
    compound = core.start == core.mark.start and core.end - core.mark.end <= 16
    if led and compound and not page.cjk and not _ends_claim(page, core):
        return None
    if led and core.made and (note or short) and (core.written or texts or note):
        if images and not core.written and not texts:
            return About.IMAGE
        return About.TRANSLATION if translation else About.TEXT
    return None


_AFTER_CLAIM = re.compile(
    r"$|\W{0,2}$|[,;:.()!/|-]| ?[^a-z ]|.{0,3}\b(?:by|with|and|for|from|on|in|to|und|et|y|e|ed|en"
    r"|og|och|i|oraz|mit|von|avec|par|con|por|de|da|com|met|door|av|af|med|fra|z|przez|ile|oleh|tu|do"
    r"|dengan|was|were|has|wurde|ist|a|ha|fue|foi|er|ble|blev|har|zosta\w*|then|via|using|der|que)\b"
)


def _ends_claim(page: _Passage, core: _Core) -> bool:
    """Whether the claim is all that its clause says: "AI-written books flood shops" says more."""
    following = page.text[core.end : core.end + 24]
    if _AFTER_CLAIM.match(following):
        return True
    at = core.end + len(following) - len(following.lstrip(" -"))
    return any(
        page_noun == at
        for name in ("article", "summary", "translation", "made", "written", "image")
        for page_noun, _ in page.find(name, at, at + 30)
    )


def _is_caption_like(page: _Passage, core: _Core) -> bool:
    """Whether AI is named as the maker ("written with AI", "AI-written"), not as a subject that
    does something ("AI is used to write")."""
    return (
        core.end == core.mark.end
        or core.start < core.mark.start
        or bool(re.fullmatch(r"[ -]?[^\s-]{4,16}", page.text[core.mark.end : core.end]))
    )


def _makes_image(page: _Passage, start: int, end: int, core: _Core) -> bool:
    """Whether something was made, or a picture is named: "uses AI" alone may be a farmer."""
    low, high = max(start, core.start - REACH), min(end, core.end + REACH)
    aids = set(page.find("aid", low, high))
    made = [span for span in page.find("made", low, high) if span not in aids]
    images = [a for a, _ in page.find("image", start, end)]
    return bool(made or images)


def _is_label(page: _Passage, start: int, end: int, core: _Core) -> bool:
    """Whether a word for AI with no word for making is a label: "Photo: AI", "AI image", "Grok"."""
    part = _part(page, start, end, core).removesuffix(" ai")
    name = page.text[core.start : core.end].removesuffix(" ai")
    rest = re.sub(r" ?v?\d[\d.]*$| \w+ version$", "", part.replace(name, " ", 1).strip())
    following = page.text[core.end : core.end + 40]
    nouns = (
        w.image.match(page.text, core.end + len(following) - len(following.lstrip(" -")))
        for w in page.words
    )
    if any(noun and _AFTER_NOUN.match(page.text, noun.end()) for noun in nouns):
        return True
    if not rest:
        # A name alone is a label beside a word for a picture or a credit, or all there is.
        others = page.text[start : core.start] + page.text[core.end : end]
        return not core.mark.ambiguous or not others.strip(" .()") or page.has("credit", start, end)
    return any(pattern.fullmatch(rest) for words in page.words for pattern in (words.label,))


_AFTER_NOUN = re.compile(
    r"$|[ ]?[,;:.()|/]| - | (?:of|for|showing|shows|depicting|by|from|used|via|with|de|del|da|von"
    r"|zur|zum|pour|para|per|di|ter|do|over|av|af|des|fur|za|dla|untuk|dari)\b"
)
"""What may follow "AI image" in a label; "AI image generator" is none."""


_OF = re.compile(r" (?:of|de|des|du|von|di|dos|van|from|av|af|shows?|showing|z|с|з) ")
"""What makes words after "image" say what it shows, and not how it was made."""


def _points(page: _Passage, start: int, bare: bool = False) -> bool:
    """Whether the sentence begins by pointing at this page: "This image"."""
    while page.text[start] in " \"'(*-":
        start += 1
    nouns = [a for name in ("image", "article") for a, _ in page.find(name, start, start + 40)]
    if bare:
        return any(words.self.match(page.text, start) for words in page.words)
    return any(
        any(m.start() <= noun <= m.end() + (3 if page.cjk else 14) for noun in nouns)
        for words in page.words
        if (m := words.self.match(page.text, start))
    )


def _part(page: _Passage, start: int, end: int, core: _Core) -> str:
    """The words between the separators around the claim."""
    before = _SEPARATOR.split(page.text[start : core.start])[-1]
    after = _SEPARATOR.split(page.text[core.end : end])[0]
    return (before + page.text[core.start : core.end] + after).strip(" .").removesuffix(" ai")


def _leads(page: _Passage, start: int, core: _Core, whole: bool = False) -> bool:
    """Whether the claim opens its sentence, or (but for `whole`) a part of it that is set off."""
    head = page.text[start : core.start]
    cuts = [] if whole else [m.end() for m in _SEPARATOR.finditer(head)]
    part = head[max([0, *cuts]) :].strip(" \"'*#+-✦△▲※●■◆□")
    if not part:
        return True
    if any(words.lead.fullmatch(part) for words in page.words):
        return True
    first = start + len(head) - len(head[max([0, *cuts]) :].lstrip(" \"'*#+-"))
    noun = next((b for a, b in page.find("image", first, core.end) if a - first <= 6), None)
    near = noun is not None and core.made and core.start - noun <= 24
    if noun is not None and near and not _OF.search(page.text, noun, core.start):
        return True
    opening = page.text[start : start + 40]
    begins = any(words.self.match(opening.lstrip(" \"'(*")) for words in page.words)
    return begins and (page.has("image", start, core.end) or page.has("article", start, core.end))


def _label_of_box(page: _Passage, start: int, end: int, marks: list[_Mark]) -> list[_Claim]:
    """A label such as "AI Summary" over a box beside the article."""
    boxes = page.find("summary", start, end)
    if len(page.text) > 120 or not boxes:
        return []
    if (
        page.has("about", start, end)
        or page.has("talk", start, end)
        or page.has("not_before", start, end)
    ):
        return []
    near = min(max(a - m.end, m.start - b) for a, b in boxes for m in marks)
    if near > 24 or (end - start > 60 and not page.has("made", start, end)):
        return []
    return [_Claim(About.SUMMARY, start, end, _tools_named(marks), False)]


def _merged(page: _Passage, claims: list[_Claim]) -> tuple[AiDisclosure, ...]:
    """Disclosures from claims: neighbours about one thing are one, with what they add beside it."""
    found: list[AiDisclosure] = []
    order = {span[0]: n for n, span in enumerate(page.sentences)}
    groups: list[list[_Claim]] = []
    for claim in claims:
        near = groups and order[claim.start] - order[groups[-1][-1].start] <= 1
        if near and groups[-1][-1].about is claim.about:
            groups[-1].append(claim)
        else:
            groups.append([claim])
    for group in groups:
        first, last = order[group[0].start], order[group[-1].start]
        while last + 1 < len(page.sentences) and _adds(page, page.sentences[last + 1]):
            last += 1
        while first > 0 and _adds(page, page.sentences[first - 1]):
            first -= 1
        start, end = page.sentences[first][0], page.sentences[last][1]
        found.append(
            AiDisclosure(
                group[0].about,
                *page.folded.back(start, len(page.text[:end].rstrip())),
                tuple(dict.fromkeys(t for c in group for t in c.tools)),
                _review(page, start, end),
                page.has("unreal", start, end),
                all(c.vague for c in group),
            )
        )
    return tuple(found)


def _adds(page: _Passage, span: tuple[int, int]) -> bool:
    """Whether a neighbouring sentence says that it is fictional, or was checked by people."""
    return (
        any(page.has(name, *span) for name in ("unreal", "review", "unreviewed"))
        and span[1] - span[0] <= 300
        and not any(span[0] <= m.start < span[1] for m in page.marks)
    )


def _review(page: _Passage, start: int, end: int) -> Review:
    if page.has("unreviewed", start, end) and not page.has("review", start, end):
        return Review.NO
    if page.has("review", start, end):
        negated = page.has("unreviewed", start, end)
        return Review.NO if negated else Review.YES
    return Review.UNSTATED
