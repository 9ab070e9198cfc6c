"""JSON-LD as pages really carry it, read tolerantly into plain nodes; knows only strings.

One page in six carries a script that a strict parser refuses: unquoted or doubly escaped values,
trailing commas, comments, bare line breaks, a CDATA wrapper, a cut end. Strict JSON is tried
first, because it is fast; only then the reader of our own, which is one pass with no backtracking
past what it has read, and gives what it could make out.
"""

import html
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LONGEST = 1_000_000
"""Characters of all scripts of a page that are read; the longest seen on news pages is 400,000."""
DEEPEST = 40
MOST_NODES = 2000
MOST_SCRIPTS = 60

ARTICLE_TYPES = frozenset(
    "Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle "
    "ReviewNewsArticle BackgroundNewsArticle AskPublicNewsArticle AdvertiserContentArticle "
    "SatiricalArticle BlogPosting LiveBlogPosting SocialMediaPosting DiscussionForumPosting "
    "TechArticle ScholarlyArticle MedicalScholarlyArticle Report Review CriticReview "
    "EmployerReview UserReview ClaimReview CreativeWork Recipe HowTo".split()
)
"""schema.org types a news page gives its main text, from the surest to the vaguest."""
_VAGUE = frozenset({"CreativeWork", "Recipe", "HowTo", "Review", "ClaimReview", "UserReview"})

_WRAPPER = re.compile(r"^\s*(?:(?://|/\*)?\s?<!\[CDATA\[\s?(?:\*/)?|<!--)|"
                      r"(?:(?://|/\*)?\s?\]\]>\s?(?:\*/)?|-->)\s*;?\s*$")  # fmt: skip
_SPACE = re.compile(r"(?:\s+|//[^\n]*|/\*[^*]{0,2000}\*/)*")
_PLAIN_STRING = re.compile(r'[^"\\]*(?:\\.[^"\\]*)*', re.DOTALL)
_SINGLE_STRING = re.compile(r"[^'\\]*(?:\\.[^'\\]*)*", re.DOTALL)
_NUMBER = re.compile(r"-?\d{1,20}(?:\.\d{1,20})?(?:[eE][+-]?\d{1,3})?(?=\s*[,}\]]|\s*$)")
_BARE_KEY = re.compile(r"[\w@$.:-]{1,80}?(?=\s{0,8}:(?:\s|[\"'{\[\d]))")
_BARE_END = re.compile(r",?\s{0,200}(?=[\"'][\w@:.-]{1,80}[\"']\s{0,20}:)|,?\s{0,200}[}\]]|\Z")
_STRING_END = re.compile(
    r"\n?\s{0,200}(?:[:}\]]|\Z|(?<=\s)\"[\w@:.-]{1,40}\"\s{0,8}:|"
    r",\s{0,200}(?:[\"'{\[}\]\d/-]|true|false|null|[\w@]{1,40}\s?:|\Z))"
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": ""}


@dataclass(frozen=True, slots=True)
class Graph:
    """The nodes of a page's JSON-LD, in page order, and those that have an @id."""

    nodes: tuple[Mapping[str, Any], ...] = ()
    by_id: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    broken: int = 0
    """Scripts that strict JSON refuses."""

    def resolve(self, value: Any) -> Any:
        """The node that a bare reference ({"@id": …}) stands for, else the value itself."""
        if isinstance(value, Mapping) and len(value) <= 2 and "name" not in value:
            target = value.get("@id")
            if isinstance(target, str) and target in self.by_id:
                return self.by_id[target]
        return value

    def of_type(self, *wanted: str) -> Iterator[Mapping[str, Any]]:
        """Yield the nodes that have one of the types."""
        return (node for node in self.nodes if not types(node).isdisjoint(wanted))


def read(scripts: Sequence[str]) -> Graph:
    """All nodes of a page's JSON-LD scripts; what cannot be made out is left out."""
    nodes: list[Mapping[str, Any]] = []
    by_id: dict[str, Mapping[str, Any]] = {}
    broken, budget = 0, LONGEST
    for raw in scripts[:MOST_SCRIPTS]:
        if budget <= 0:
            break
        value, strict = load(raw[:budget])
        budget -= len(raw)
        broken += not strict
        for node in _flatten(value, 0):
            if len(nodes) >= MOST_NODES:
                break
            nodes.append(node)
            identity = node.get("@id")
            if isinstance(identity, str):
                by_id.setdefault(identity, node)
    return Graph(tuple(nodes), by_id, broken)


def _flatten(value: Any, depth: int) -> Iterator[Mapping[str, Any]]:
    """Yield a value's nodes: members of arrays and @graph, and what a page node is about."""
    if depth > 6:
        return
    if isinstance(value, list):
        for item in value[:MOST_NODES]:
            yield from _flatten(item, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value or "headline" in value:
            yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "liveBlogUpdate"):
            inner = value.get(key)
            if key in {"hasPart", "liveBlogUpdate"} and depth > 0:
                continue
            if isinstance(inner, (dict, list)) and (key == "@graph" or _has_article(inner)):
                yield from _flatten(inner, depth + 1)


def _has_article(value: Any) -> bool:
    return isinstance(value, dict) and not types(value).isdisjoint(ARTICLE_TYPES)


def types(node: Mapping[str, Any]) -> set[str]:
    """The node's schema.org types without prefix."""
    value = node.get("@type", node.get("type"))
    values = value if isinstance(value, list) else [value]
    return {re.split(r"[/:#]", v.strip())[-1] for v in values[:20] if isinstance(v, str)}


def article_node(graph: Graph, titles: Sequence[str] = (), url: str = "") -> Mapping[str, Any]:
    """The node of the page's own article: by address, by title, then by type and order; or {}."""
    best: Mapping[str, Any] = {}
    best_score = 0.0
    wanted = {_key(title) for title in titles if title}
    for node in graph.nodes:
        kinds = types(node) & ARTICLE_TYPES
        if not kinds:
            continue
        score = 1.0 if kinds - _VAGUE else 0.3
        score += 1.0 if "headline" in node else 0.2 if "name" in node else 0.0
        score += 0.5 if "datePublished" in node else 0.0
        score += 0.5 if node.get("author") else 0.0
        score += 2.0 if _key(first_text(node.get("headline"))) in wanted else 0.0
        score += 2.0 if url and _same_page(node, url) else 0.0
        if score > best_score:
            best, best_score = node, score
    return best


def _same_page(node: Mapping[str, Any], url: str) -> bool:
    tail = url.split("?")[0].split("#")[0].rstrip("/").split("://")[-1]
    for key in ("url", "@id", "mainEntityOfPage"):
        value = node.get(key)
        value = value.get("@id", value.get("url")) if isinstance(value, Mapping) else value
        if isinstance(value, str) and value.split("?")[0].split("#")[0].rstrip("/").endswith(tail):
            return True
    return False


def _key(title: str) -> str:
    return re.sub(r"\W+", "", html.unescape(title)).lower()


def first_text(value: Any) -> str:
    """The first string that a value holds: itself, its @value or name, or its first member's."""
    for _ in range(4):
        if isinstance(value, str):
            return html.unescape(value).strip()
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return str(value)
        if isinstance(value, list) and value:
            value = value[0]
        elif isinstance(value, Mapping):
            value = value.get("@value", value.get("name", value.get("url", value.get("@id"))))
        else:
            break
    return ""


def members(value: Any) -> list[Any]:
    """The value as a list."""
    return value[:100] if isinstance(value, list) else [] if value is None else [value]


def load(raw: str) -> tuple[Any, bool]:
    """(value, whether strict JSON took it) of one script; (None, False) when nothing is there."""
    text = raw.strip().lstrip("\ufeff")
    if not text:
        return None, True
    try:
        return json.loads(text, strict=False), True
    except (ValueError, RecursionError):
        pass
    text = _WRAPPER.sub("", _WRAPPER.sub("", text)).strip().rstrip(";")
    if "&quot;" in text and text.count("&quot;") > text.count('"'):
        text = html.unescape(text)
    try:
        return json.loads(text, strict=False), False
    except (ValueError, RecursionError):
        return _Reader(text).read(), False


class _Reader:
    """A cursor over JSON that is not quite JSON. Every step moves on: one pass over the text."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def read(self) -> Any:
        """Every value at the top level: one as it is, several as a list."""
        values: list[Any] = []
        while self.at < len(self.text) and len(values) < MOST_NODES:
            self.skip()
            if self.at < len(self.text) and self.text[self.at] in "{[":
                values.append(self.value(0))
            else:
                opening = re.compile(r"[{\[]").search(self.text, self.at)
                self.at = opening.start() if opening else len(self.text)
        return values[0] if len(values) == 1 else values or None

    def skip(self) -> None:
        """Pass over spaces and comments."""
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def value(self, depth: int) -> Any:
        """The value at the cursor; deeper than DEEPEST it is passed over."""
        self.skip()
        here = self.text[self.at : self.at + 1]
        if here in {"{", "["} and here:
            if depth >= DEEPEST:
                self.at = len(self.text)
                return None
            self.at += 1
            return self.mapping(depth) if here == "{" else self.sequence(depth)
        if here in {'"', "'"} and here:
            return self.string(here)
        return self.bare()

    def mapping(self, depth: int) -> dict[str, Any]:
        """The members up to the closing brace, or the end of the text."""
        result: dict[str, Any] = {}
        while True:
            self.skip()
            here = self.text[self.at : self.at + 1]
            if here in {"}", "]", ""}:
                self.at += 1
                return result
            if here in {",", ":", "{", "["}:
                self.at += 1
                continue
            key = self.key()
            self.skip()
            if self.text[self.at : self.at + 1] == ":":
                self.at += 1
                result.setdefault(key, self.value(depth + 1))

    def key(self) -> str:
        """A member's name, quoted or bare; one character is passed over when there is none."""
        here = self.text[self.at]
        if here in "\"'":
            return self.string(here)
        match = _BARE_KEY.match(self.text, self.at)
        self.at = match.end() if match else self.at + 1
        return match[0] if match else ""

    def sequence(self, depth: int) -> list[Any]:
        """The items up to the closing bracket, or the end of the text."""
        result: list[Any] = []
        while True:
            self.skip()
            here = self.text[self.at : self.at + 1]
            if here in {"]", "}", ""}:
                self.at += 1
                return result
            if here in {",", ":"}:
                self.at += 1
                continue
            result.append(self.value(depth + 1))

    def string(self, quote: str) -> str:
        """A quoted string; a quote that nothing of JSON follows belongs to the text."""
        shape = _PLAIN_STRING if quote == '"' else _SINGLE_STRING
        start = self.at + 1
        end = start
        while True:
            match = shape.match(self.text, end)
            end = match.end() if match else len(self.text)
            if end >= len(self.text) or _STRING_END.match(self.text, end + 1):
                break
            end += 1
        self.at = min(end + 1, len(self.text))
        return _unescape(self.text[start:end])

    def bare(self) -> Any:
        """A number, a word of JSON, or text that lacks its quotes."""
        number = _NUMBER.match(self.text, self.at)
        if number:
            self.at = number.end()
            return float(number[0]) if re.search(r"[.eE]", number[0]) else int(number[0])
        match = _BARE_END.search(self.text, self.at)
        end = match.start() if match else len(self.text)
        text = self.text[self.at : end].strip().strip('",').strip()
        self.at = max(end, self.at + 1)
        return {"true": True, "false": False, "null": None, "": None}.get(text, _unescape(text))


def _unescape(text: str) -> str:
    """The text without JSON's escapes; lone surrogates are dropped."""

    def plain(match: re.Match[str]) -> str:
        code = match[1]
        if code[0] == "u" and len(code) == 5:
            return chr(int(code[1:], 16))
        return _ESCAPES.get(code, code)

    if "\\" in text:
        text = _ESCAPE.sub(plain, text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return text
