"""What a sentence claims about AI: that it made this picture, this text, this summary.

Tells disclosures from stories about AI by what opens the sentence, by what the sentence points at
and by where it stands. Works on one passage; knows no article and no outcome.
"""

import re
from dataclasses import dataclass, replace

from server.article import Role
from server.signals.ai_passage import IMAGE_ROLES, About, Claim, Passage, apart
from server.signals.ai_words import Mark, tools_named
from server.signals.credit_lines import Position

MAX_MARKS = 6
"""Words for AI judged per sentence: a bound on hostile text."""
REACH = 70
"""Characters between the word for AI and the word for making."""
OPENING = 6
"""Characters before a word for a summary that opens its line."""
LABEL_GAP = 24
"""Characters between the two words of a label: "AI Summary", "Key points, by AI"."""


_BULLETS = " \"'*#+-✦△▲※●■◆□©"
"""What may stand before a claim that opens its line."""
_SEPARATOR = re.compile(
    r"[|/;()*•·=]| - |: | -- |, | as $"
    r"| as (?=imagin|pictur|seen|drawn|render|depict|interpret|envision)"
)
_NOTES = (Role.TAIL, Role.EDITOR_NOTE)
_NOTE_ROLES = (*_NOTES, Role.STANDFIRST, Role.BYLINE)
MAX_PLAIN_NOTE = 160
"""Characters of a sentence in a note that need not point at its article: "Match report composed by
software from the league's data"."""


def claims_in(page: Passage, start: int, end: int) -> list[Claim]:
    """What one sentence discloses."""
    marks = page.marks_in(start, end)[:MAX_MARKS]
    if not marks:
        return []
    if page.role not in IMAGE_ROLES and '"' in page.text[start:end]:
        return []
    core = core_of(page, start, end, marks)
    if core is None or negated(page, start, end, core):
        return []
    about = _about(page, start, end, core, marks)
    if about is None:
        return []
    tools = tools_named(marks)
    labelled = any(page.has(name, start, end) for name in ("image", "credit", "summary"))
    bare = not core.made and not labelled and not tools and page.role is not Role.CREDIT
    # "Could" in another part says what the picture shows: "AI image: how the square could look".
    vague = bare or page.has("may", *_part_span(page, start, end, core))
    return [Claim(about, start, end, tools, vague)]


@dataclass(frozen=True, slots=True)
class Core:
    """The stretch from the word for AI to the word for making."""

    start: int
    end: int
    made: bool
    written: bool
    mark: Mark

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""
        return self.start, self.end


def core_of(page: Passage, start: int, end: int, marks: list[Mark]) -> Core | None:
    """The closest pair of a word for AI and a word for making, or a word for AI on its own."""
    made = [(span, False) for name in ("made", "edited") for span in page.find(name, start, end)]
    written = [(span, True) for span in page.find("written", start, end)]
    best: tuple[int, Core] | None = None
    marks = [mark for mark in marks if mark.makes != "design"]
    notice = _is_notice(page, start, end)
    for mark in marks:
        machine = mark.makes == "text" and not mark.tool and not page.invented and not notice
        for (a, b), text_only in written if machine else [*made, *written]:
            if a < mark.end and mark.start < b and not (a <= mark.start and mark.end < b):
                continue
            gap = apart((a, b), mark.span)
            if gap <= REACH and (best is None or gap < best[0]):
                span = (min(a, mark.start), max(b, mark.end))
                best = (gap, Core(*span, True, text_only, mark))
    if best:
        core = best[1]
        start = min([core.start, *(m.start for m in marks if 0 <= core.start - m.end <= 2)])
        core = replace(core, start=start)
        texts = any(core.start - REACH <= a and b <= core.end + REACH for (a, b), _ in written)
        return replace(core, written=(core.written or texts) and core.mark.makes != "image")
    alone = [m for m in marks if m.makes != "text" or m.tool]
    if not alone:
        return None
    mark = alone[0]
    if _TRANSLATED.search(page.text, mark.start, mark.end):
        return Core(mark.start, mark.end, True, True, mark)
    if mark.ambiguous and not page.has("image", start, end) and page.role not in IMAGE_ROLES:
        return None
    return Core(mark.start, mark.end, False, False, mark)


def _is_notice(page: Passage, start: int, end: int) -> bool:
    """Whether a short note speaks of its own article: "This report was produced automatically".
    There a robot makes something; elsewhere it must have written it."""
    short = page.role in _NOTES and end - start <= MAX_PLAIN_NOTE
    return (
        short
        and all(page.has(name, start, end) for name in ("self", "article"))
        and not page.has("talk", start, end)
    )


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


def negated(page: Passage, start: int, end: int, core: Core) -> bool:
    """Whether the sentence says that no AI was used."""
    asides = [*page.find("unreal", start, end), *page.find("unreviewed", start, end)]
    free = [span for span in asides if span[0] >= core.end or span[1] <= core.start]

    def outside(span: tuple[int, int]) -> bool:
        return not any(a <= span[0] and span[1] <= b for a, b in free)

    low = max(start, core.start - 40)
    commas = [low + m.end() for m in re.finditer(r"[,;:()|]| - ", page.text[low : core.start])]
    low = max([low, *commas])
    for span in page.find("not_before", low, core.end):
        # Portuguese "no" is "in the": "feita no Gemini".
        if (
            page.text[slice(*span)] == "no"
            and core.start < span[0]
            and span[1] == core.mark.start - 1
        ):
            continue
        if outside(span) and not _BUT.search(page.text, span[1], core.end):
            return True
    high = min(end, core.end + 36)
    comma = _CLAUSE.search(page.text[core.end : high])
    high = core.end + comma.start() if comma else high
    return any(outside(span) for span in page.find("not_after", core.start, high))


def _about(page: Passage, start: int, end: int, core: Core, marks: list[Mark]) -> About | None:
    """What the sentence is about, None when it speaks of other people's AI or of rules."""
    # "The fake picture of a shark spread online. It was made with AI."
    whole = (0, len(page.text)) if page.role in IMAGE_ROLES else (start, end)
    if page.tells_of_others(*whole):
        return None
    images = page.has("image", start, end)
    texts = page.has("article", start, end)
    own = page.has("self", start, end)
    summary = page.has("summary", start, end)
    led = leads(page, start, core)
    if page.role in IMAGE_ROLES:
        cores = [core] if core.made else [Core(m.start, m.end, False, False, m) for m in marks]
        found = (_about_caption(page, start, end, c, leads(page, start, c)) for c in cores)
        return next((about for about in found if about), None)
    own_note = own and page.role is not Role.BODY
    if page.has("policy", start, end) or (page.has("talk", start, end) and not own_note):
        return None
    opens = core.made and summary and page.find("summary", start, end)[0][0] - start < OPENING
    if (
        summary
        and (led or own or opens)
        and not (images and not texts)
        and _tied(page, start, end, core)
    ):
        return About.SUMMARY
    return _about_text(page, start, end, core, led, images, texts, own)


def _tied(page: Passage, start: int, end: int, core: Core) -> bool:
    """Whether something was made, or a word for a summary stands by the word for AI: "in short,
    the company's algorithms" is none."""
    spans = page.find("summary", start, end)
    return core.made or min(apart(span, core.span) for span in spans) <= LABEL_GAP


def _about_caption(page: Passage, start: int, end: int, core: Core, led: bool) -> About | None:
    """A claim in a caption, a credit or an alternative text."""
    if (
        page.has("self", start, end)
        and page.has("article", start, end)
        and (core.written and not page.has("image", start, end))
    ):
        return About.TEXT
    plain = core.made and not page.has("talk", start, end)
    if plain and (page.invented or _retouched(page, start, end, core)):
        return About.IMAGE
    pointed = core.made and points(page, start, bare=True)
    if not (led or pointed) or (page.cjk and page.has("talk", start, end)):
        return None
    if core.made and _makes_image(page, start, end, core):
        return About.IMAGE
    if is_label(page, start, end, core):
        return About.IMAGE
    alone = page.text[start:end].strip(" .()*+|/-") == page.text[core.start : core.end].strip(" .")
    ahead, behind = page.text[: core.start].rstrip(), page.text[core.end :].lstrip()
    bracketed = ahead.endswith(("(", ":", "/", "|", "+")) and behind[:1] in ("", ")", ".", "|", "/")
    return About.IMAGE if alone or bracketed else None


def _about_text(
    page: Passage,
    start: int,
    end: int,
    core: Core,
    led: bool,
    images: bool,
    texts: bool,
    own: bool,
) -> About | None:
    """A claim in a note, a closing line, a byline or running text."""
    note = page.role in _NOTE_ROLES
    short = end - start <= 240 and page.position is not Position.MIDDLE
    if page.role is Role.BODY:
        own = own and points(page, start)
        alone = len(page.text) <= 120 and not page.cjk and page.position is not Position.MIDDLE
        alone = alone and core.made and _is_caption_like(page, core)
        if not own and not (alone and leads(page, start, core, whole=True)):
            return None
    quiet = not page.has("talk", start, end)
    if images and note and quiet and _retouched(page, start, end, core):
        return About.IMAGE
    if images and (own or led) and not core.written and _nearer_image(page, start, end, core):
        return About.IMAGE
    translator = core.mark.makes == "translation"
    translation = core.made and (translator or page.has("translation", start, end))
    if translation and note and quiet and short and core.written and _does_more(page, core):
        return About.TRANSLATION
    if texts and own and core.made:
        return About.TRANSLATION if translation else About.TEXT
    if own and note and core.made and core.written and not images:
        return About.TRANSLATION if translation else About.TEXT
    if texts and core.written and quiet and page.role in _NOTES and end - start <= MAX_PLAIN_NOTE:
        return About.TRANSLATION if translation else About.TEXT
    compound = core.start == core.mark.start and core.end - core.mark.end <= 16
    if led and compound and not page.cjk and not _ends_claim(page, core):
        return None
    if led and core.made and (note or short) and (core.written or texts or note):
        if images and not core.written and not texts:
            return About.IMAGE
        return About.TRANSLATION if translation else About.TEXT
    return None


def _nearer_image(page: Passage, start: int, end: int, core: Core) -> bool:
    """Whether a word for a picture opens the sentence or stands nearer to the claim than any word
    for a text."""
    pictures = page.find("image", start, end)
    # "Editor's note:" is no word for the text.
    texts = [
        (a, b) for a, b in page.find("article", start, end) if page.text[b : b + 1] not in ":,"
    ]

    def away(spans: list[tuple[int, int]]) -> int:
        return min(apart(span, core.span) for span in spans)

    return not texts or pictures[0][0] < texts[0][0] or away(pictures) < away(texts)


def _does_more(page: Passage, core: Core) -> bool:
    """Whether words beside the one for machine translation say that it was done."""
    low, high = max(0, core.start - REACH), core.end + REACH
    spans = [span for name in ("made", "written") for span in page.find(name, low, high)]
    return any(b <= core.mark.start or core.mark.end <= a for a, b in spans)


_AFTER_CLAIM = re.compile(
    r"$|\W{0,2}$|[,;:.()!/|-]| ?[^a-z ]|.{0,3}\b(?:by|with|and|for|from|on|in|to|und|et|y|e|ed|en"
    r"|aus|vom|del|dal|dall|dalla|dallo|dell|do|dos|des|du|uit|ze|od|fran|fra|dari|bang|depuis|desde"
    r"|og|och|i|oraz|mit|von|avec|par|con|por|de|da|com|met|door|av|af|med|fra|z|przez|ile|oleh|tu|do"
    r"|dengan|was|were|has|wurde|ist|a|ha|fue|foi|er|ble|blev|har|zosta\w*|then|via|using|der|que)\b"
)


def _ends_claim(page: Passage, core: Core) -> bool:
    """Whether the claim is all that its clause says: "AI-written books flood shops" says more."""
    following = page.text[core.end : core.end + 24]
    if _AFTER_CLAIM.match(following):
        return True
    at = core.end + len(following) - len(following.lstrip(" -"))
    return any(mark.start == at for mark in page.marks) or any(
        page_noun == at
        for name in ("article", "summary", "translation", "made", "written", "image")
        for page_noun, _ in page.find(name, at, at + 30)
    )


def _is_caption_like(page: Passage, core: Core) -> bool:
    """Whether AI is named as the maker ("written with AI", "AI-written"), not as a subject that
    does something ("AI is used to write")."""
    return (
        core.end == core.mark.end
        or core.start < core.mark.start
        or bool(re.fullmatch(r"[ -]?[^\s-]{4,16}", page.text[core.mark.end : core.end]))
    )


def _within_reach(start: int, end: int, core: Core) -> tuple[int, int]:
    """The part of the sentence whose words belong to the claim."""
    return max(start, core.start - REACH), min(end, core.end + REACH)


def _retouched(page: Passage, start: int, end: int, core: Core) -> bool:
    """Whether AI is said to have coloured, restored, blurred or widened something."""
    return page.has("edited", *_within_reach(start, end, core))


def _makes_image(page: Passage, start: int, end: int, core: Core) -> bool:
    """Whether something was made, or a picture is named: "uses AI" alone may be a farmer."""
    low, high = _within_reach(start, end, core)
    aids = set(page.find("aid", low, high))
    first, last = core.mark.span  # "generative AI" alone makes nothing
    made = [
        (a, b)
        for a, b in page.find("made", low, high)
        if (a, b) not in aids and not (first <= a and b <= last)
    ]
    images = [a for a, _ in page.find("image", start, end)]
    return bool(made or images)


def is_label(page: Passage, start: int, end: int, core: Core) -> bool:
    """Whether a word for AI with no word for making is a label: "Photo: AI", "AI image", "Grok"."""
    part = _part(page, start, end, core).removesuffix(" ai")
    name = page.text[core.start : core.end].removesuffix(" ai")
    rest = re.sub(r" ?v?\d[\d.]*$| \w+ version$", "", part.replace(name, " ", 1).strip())
    if core.mark.tool:
        rest = _FOR_OUTLET.sub("", rest).strip(_BULLETS)
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


_FOR_OUTLET = re.compile(
    r" ?\b(?:for|fur|pour|para|per|voor|dla|for|till|til|untuk|cho) (?:[\w.'-]{1,24} ?){1,4}$"
)
"""For whom a tool made it: "Midjourney for The Estuary Post"."""
_AFTER_NOUN = re.compile(
    r"$|[ ]?[,;:.()|/]| - | (?:of|for|showing|shows|depicting|by|from|used|via|with|de|del|da|von"
    r"|zur|zum|pour|para|per|di|ter|do|over|av|af|des|fur|za|dla|untuk|dari)\b"
)
"""What may follow "AI image" in a label; "AI image generator" is none."""


_OF = re.compile(r" (?:of|de|des|du|von|di|dos|van|from|av|af|shows?|showing|z|с|з) ")
"""What makes words after "image" say what it shows, and not how it was made."""


def points(page: Passage, start: int, bare: bool = False) -> bool:
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


def _part(page: Passage, start: int, end: int, core: Core) -> str:
    """The words between the separators around the claim."""
    first, last = _part_span(page, start, end, core)
    return page.text[first:last].strip(" .").removesuffix(" ai")


def _part_span(page: Passage, start: int, end: int, core: Core) -> tuple[int, int]:
    """The stretch between the separators around the claim."""
    before = [m.end() for m in _SEPARATOR.finditer(page.text[start : core.start])]
    after = _SEPARATOR.search(page.text[core.end : end])
    return start + max(before, default=0), core.end + after.start() if after else end


def leads(page: Passage, start: int, core: Core, whole: bool = False) -> bool:
    """Whether the claim opens its sentence, or (but for `whole`) a part of it that is set off."""
    head = page.text[start : core.start]
    cuts = [] if whole else [m.end() for m in _SEPARATOR.finditer(head)]
    part = head[max([0, *cuts]) :].strip(_BULLETS)
    if not part:
        return True
    if any(words.lead.fullmatch(part) for words in page.words):
        return True
    first = start + len(head) - len(head[max([0, *cuts]) :].lstrip(_BULLETS))
    noun = next((b for a, b in page.find("image", first, core.end) if a - first <= 6), None)
    near = noun is not None and core.made and core.start - noun <= 24
    if noun is not None and near and not _OF.search(page.text, noun, core.start):
        return True
    opening = page.text[start : start + 40]
    begins = any(words.self.match(opening.lstrip(" \"'(*")) for words in page.words)
    return begins and (page.has("image", start, core.end) or page.has("article", start, core.end))
