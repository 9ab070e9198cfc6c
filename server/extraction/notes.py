"""Lines around an article that say something of it, told by their words: captions, credits, tails.

Pages without markup (and lazy markup) leave only the wording to go by. Knows single lines and
nothing of where they stand: callers decide by position too. The words are in data/notes.toml.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from server.article import Role

LONGEST = 700
"""Characters of a line that may be a note; longer lines are prose. Agency rights notices are the
longest seen (about 450)."""
CREDIT_LONGEST = 160
PROMO_LONGEST = 900
MACHINE_LONGEST = 400
NOTE_WORDS = 90
BULLETS = frozenset("•●▪■◆*†‡")

_OPEN = r"[\[(*（【“\"—–-]{0,3}\s?"
_AGENCIES = (
    r"AP Photo|AP|Reuters|AFP|Getty Images|Getty|Shutterstock|iStock\w{0,6}|Alamy|PTI|ANI|EPA|EFE|"
    r"dpa|Unsplash|Pexels|Pixabay|Wikimedia Commons|USA TODAY Sports|Imagn Images|Bloomberg|"
    r"Handout|Courtesy|File|Supplied|Screengrab|Screenshot"
)
_CREDIT_END = re.compile(
    rf"(?:\(|\[|\s[-–—|/]\s?|©\s?|:\s)(?:{_AGENCIES})(?:[/ ,&|-][^)\]]{{0,60}})?[)\]]?\.?$"
    r"|[(\[](?:photo|image|picture|pic|credit|photograph|illustration)s?\s?(?::|by\s|/)[^()\[\]]{2,80}[)\]]\.?$"
    r"|(?:via Getty Images|AP Photo|Getty Images|Shutterstock|file photo|AFP via Getty|"
    r"USA TODAY Sports|Imagn Images)\)?\.?$"
    r"|(?-i:[\s(](?:REUTERS|EPA|AFP|AP|EFE|USA ?TODAY|[A-Z][a-z]+ [A-Z][a-z]+)/"
    r"[A-Z][\w .]{2,40}\)?\.?$)"
    r"|(?-i:\s©\s?[A-Z][^.!?]{2,40}$)"
    r"|(?-i:(?:[Cc]redits?|[Cc]r[eé]dit[os]?|[Ff]oto|FOTO|[Bb]ild|[Ii]magen|"
    r"फोटो|Фото|[Pp]icture|[Pp]hoto(?:graph)?|[Ii]mage|[Cc]ourtesy)(?: by)?: ?"
    r"[A-Z©][^.!?]{1,70}\)?\.?$)",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[(\[:/|©–—-]|etty|hoto|hutterstock|ports|magn ")
"""What every ending of _CREDIT_END holds, looked for first: it costs a tenth."""
_SENTENCE = re.compile(r"(?<=[.!?।])\s|(?<=[。！？])|(?<=\))\s")
_SIGNED = re.compile(
    r"(?:[A-Z][\w.’'-]{1,20} ){1,3}?(?:[A-Z][\w.’'-]{1,20}) ?/ ?[A-Z][\w. ]{1,24}"
    r"(?: via (?:Getty Images|AP|AFP|Reuters))?"
)
"""A photographer and an outlet, alone on a line: "Ann Bell/Netflix"."""
_SIGN_OFF = re.compile(
    r"[—–-]{0,2}[(（]\s?[^\n]{2,120}[)）]\.?$|[-–—]{1,2}\s?[^\W\d_][^.!?]{1,60}$"
    r"|(?:ENDS?|###|-30-|\*{3})$"
)
_POINTING = (
    r"(?:(?:this|the|an?|featured|lead|header|cover|above|representative|representational|file|"
    r"stock|illustrative|esta|cette|la|l['’]|dieses|das|questa|questo|ini|이|इस|यह|هذه|это|bu|a|o|"
    r"die)\s?)?(?:(?:above|main|header|lead)\s)?"
)
_ENDS = r"(?:(?![^\W_])|(?<=[\u3040-\u9fff\uac00-\ud7af]))"
"""The end of a word, in scripts that set words apart."""
_MADE = (
    r"A\.?I\.?[- ]generated|AI[- ]assisted|imagen generada|image générée|KI-generiert\w{0,3}|"
    r"generada con IA|générée? par"
)


@cache
def wordings(kind: str) -> str:
    """The alternatives of one list of data/notes.toml."""
    path = files("server.extraction") / "data" / "notes.toml"
    entries: list[str] = tomllib.loads(path.read_text(encoding="utf-8"))[kind]
    return "|".join(entries)


@cache
def _pattern(kind: str) -> re.Pattern[str]:
    """A compiled pattern over the wordings."""
    shapes = {
        "image_word": r"(?<!\w)(?:{image})(?!\w)|图|画像|写真|이미지|사진",
        "machine_word": r"(?<![^\W_])(?:{machine})(?![^\W_])|人工|인공지능|เอไอ|ปัญญาประดิษฐ์|"
        r"(?-i:(?<![A-Za-z])AI(?![A-Za-z]))",
        "made": r"(?<![^\W_])(?:{made})",
        "caption_start": _OPEN + _POINTING + r"(?:{image}|" + _MADE + r")" + _ENDS,
        "represents": r"{represents}",
        "credit": r"[\[(（]?(?:{credit})",
        "note": _OPEN + r"(?:{note})(?![^\W_])\s?(?:[:：.—–\-)\]】]|$|\w)",
        "tail": _OPEN + r"(?:{tail})",
        "contributed": r"(?:{contributed})",
        "heading_start": r"(?:{heading_start})",
        "prompt": r"(?:{prompt})\b",
        "promo": r"(?<![^\W_])(?:{promo})",
        "closing": r"(?:{closing})(?![^\W\d_])|(?:{closing})$",
    }
    names = re.findall(r"\{([a-z_]+)\}", shapes[kind])
    shape = shapes[kind]
    for name in names:
        shape = shape.replace("{" + name + "}", wordings(name))
    return re.compile(shape, re.IGNORECASE)


@cache
def _headings() -> frozenset[str]:
    return frozenset(wordings("heading").split("|"))


def caption_like(text: str) -> bool:
    """A caption by its words: it opens with the image, or ends in a picture agency's credit."""
    if len(text) > LONGEST:
        return False
    if _SIGNED.fullmatch(text):
        return True
    end = text[-120:]
    credited = _pattern("credit").match(text) or (_SIGN.search(end) and _CREDIT_END.search(end))
    return bool(credited) or image_notice(text)


def credit_like(text: str) -> bool:
    """A line that only says whose picture it is, and nothing of what it shows or how it came."""
    if len(text) > CREDIT_LONGEST or not _pattern("credit").match(text):
        return False
    return not image_notice(text)


def image_notice(text: str) -> bool:
    """A statement about the page's own picture, such as that a machine made it.

    It may follow a first sentence that says what the picture shows.
    """
    if len(text) > LONGEST:
        return False
    return any(_tells_of_image(part.strip()) for part in _SENTENCE.split(text, 3)[:3])


def _tells_of_image(text: str) -> bool:
    """Whether a sentence opens with the picture and says how it came to be."""
    if not _pattern("caption_start").match(text):
        return False
    head = text[:200]
    machine = _pattern("machine_word")
    if machine.match(head):
        return True
    says = machine.search(head) or _pattern("represents").search(head)
    return bool(says and _pattern("image_word").search(head))


MACHINES = (
    "AI", "A.I", "IA", "I.A", "KI", "K.I", "SI", "GPT", "gpt", "rtifici", "Claude", "emini",
    "opilot", "ИИ", "ейросет", "скусствен", "ünstlich", "apay ze", "ecerdasan", "unstmatige",
    "ztuczn", "ntelig", "人工", "الذكاء", "ذكاء", "एआई", "कृत्रिम", "인공", "trí tuệ", "τεχνητή",
    "ปัญญา", "เอไอ", "ШІ", "idjourney", "all-e", "ALL", "irefly", "table ", "magen 3",
)  # fmt: skip
"""What a text that names a machine holds; looked for first, since the whole pattern is slow."""
SHARED = ("ontribu", "beigetragen", "yndicated feed", "may not be", "nput", "इनपुट")
"""What a text that says who contributed holds."""


def note_role(text: str) -> Role | None:
    """EDITOR_NOTE or TAIL for a line that reads as one; position is for the caller to weigh."""
    if len(text) > LONGEST:
        return None
    if _pattern("note").match(text):
        return Role.EDITOR_NOTE
    tail = _pattern("tail").match(text) or _SIGN_OFF.match(text)
    if tail or machine_note(text):
        return Role.TAIL
    if any(sign in text for sign in SHARED) and _pattern("contributed").search(text):
        return Role.TAIL
    return None


def machine_note(text: str) -> bool:
    """A statement about a machine's part in the text ("This article was written with AI …")."""
    if len(text) > MACHINE_LONGEST or not any(sign in text for sign in MACHINES):
        return False
    if not _pattern("machine_word").search(text):
        return False
    return _pattern("made").search(text) is not None and not image_notice(text)


def furniture_heading(text: str) -> bool:
    """A short line that heads a list of something other than the article."""
    if len(text) > 60:
        return False
    bare = text.lower().strip(" :.…»›>-–—|#*[]()\t!👇")
    if bare in _headings():
        return True
    return text[-1:] not in ".!?" and _pattern("heading_start").match(text) is not None


def closing_heading(text: str) -> bool:
    """A short line after which nothing of the article follows, such as the comments' heading."""
    if len(text) > 60 or text[-1:] in ".!?":
        return False
    return _pattern("closing").match(text.lstrip("#*[( ")) is not None


def promo_like(text: str) -> bool:
    """A line that sells, asks for consent or claims rights."""
    return len(text) <= PROMO_LONGEST and _pattern("promo").search(text) is not None


def prompt_like(text: str) -> bool:
    """A line inside an article that asks the reader to go elsewhere ("Read more: …")."""
    if len(text) > 220 or not _pattern("prompt").match(text):
        return False
    return ":" in text[:24] or text[-1:] not in ".!?" or len(text) < 90


# --- what stands at the end of an article ------------------------------------------------------

_ABOUT_AUTHOR = re.compile(
    r"^[—–-]?\s?(?:(?:[A-Z][\w.’'-]{0,20}|de|van|von|al|bin) ){2,5}"
    r"(?:is|was|covers|writes|reports|has (?:been|covered|written))\s(?=[^.]{0,140}\b"
    r"(?:writer|reporter|editor|journalist|correspondent|columnist|analyst|professor|author|"
    r"director|fellow|freelancer?|contributor|contributing|chief|co-?founder|host|scout|"
    r"researcher|lecturer|president|staff)\b)"
    r"|(?:can be|may be) (?:reached|contacted) (?:at|on|by)"
    r"|[Ff]ollow (?:him|her|them|me|us) (?:on|at|@)"
    r"|^(?:Citation|Journal information|Journal reference|More information|Provided by|DOI)\s?:"
    r"|\bet al\.?[,.]? .{0,200}\b(?:19|20)\d\d\b|\bDOI: ?10\.",
)
"""How a line at the end introduces its author, or names the paper that was written about."""
_OWN = re.compile(
    r"\b(?:[Tt]his|article|story|text|summar\w+|content|translat\w+|[Ww]e|I|[Oo]ur|[Mm]y|newsroom)\b"
)
"""What a statement about the text itself names."""
_ASKING = re.compile(
    r"(?:Sign up|Subscribe|Follow|Get (?:all )?(?:the|our|your)|For more|To learn more|"
    r"Looking for|Want (?:more|the)|Not a subscriber|Special offer|Support our|Help (?:us|keep)|"
    r"Let us know|What do you think|Have (?:a|you)|Do you have|Got a|Download|Click|Join|Tell us|"
    r"Check out|Read more|Listen to|Watch)\b.{0,250}"
    r"(?:\b(?:newsletters?|inbox|subscri\w+|free for all|contribut\w+|visit|comments?|e-?mail|"
    r"Facebook|Twitter|Instagram|WhatsApp|Telegram|YouTube|podcasts?|here|app|tips?|mods|sorted)\b)"
)
"""How a line at the end asks for something."""
BEGGING = (
    "support our", "support us", "help us", "help keep", "your help", "your contribution",
    "as little as", "contribute", "free for", "newsletter", "subscri", "donat", "sign up", "inbox",
    "our newsroom", "our journalis", "reader-supported", "ad blocker", "whitelist",
)  # fmt: skip
"""Two of these, and "our" or "us", make a paragraph a request."""


def closing_role(text: str, words: int) -> Role | None:
    """TAIL for a paragraph near the end about the text or its author, BOILERPLATE for a request."""
    if words > NOTE_WORDS:
        return None
    if text[0] in BULLETS or _ABOUT_AUTHOR.search(text) or speaks_of_machines(text):
        return Role.TAIL
    return Role.BOILERPLATE if _ASKING.match(text) else None


def speaks_of_machines(text: str) -> bool:
    """Whether a line says what a machine did to this text."""
    return machine_note(text) and (not text.isascii() or _OWN.search(text) is not None)


def begging(text: str) -> bool:
    """Whether a paragraph asks the reader for money or an address."""
    if ("our" not in text and " us " not in text) or "“" in text or '"' in text:
        return False
    text = text.lower()
    return sum(sign in text for sign in BEGGING) >= 2
