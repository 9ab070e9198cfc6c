"""The bodies that callers send, as pydantic models: the only place that validates them.

Knows no HTTP. `parse` turns what pydantic found into sentences for the person who made the call.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from server.problems import FieldError, Problem

URL_LENGTH = 8_192
"""Characters of a page address. Longer ones are tracking; servers commonly stop at 8 KB."""
QUOTE_LENGTH = 2_000
REASON_LENGTH = 2_000


_URL, _TERM = r"^[Hh][Tt][Tt][Pp][Ss]?://[^\x00-\x20]+$", r"^[A-Za-z]{3,60}$"
FORMS = {
    _URL: "a web address (http:// or https://); leave it out for a file",
    _TERM: "a term such as trainedAlgorithmicMedia",
}
"""What a text must be, by the pattern that it must match."""
Url = Annotated[str, Field(max_length=URL_LENGTH, pattern=_URL)]
Text = Annotated[str, Field(min_length=1)]
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII | re.I)


def _instant(text: str) -> str:
    """A date and time with its zone (RFC 3339), as it came."""
    try:
        if _RFC_3339.fullmatch(text):
            datetime.fromisoformat(text)
            return text
    except ValueError:
        pass
    wanted = "2026-01-13T12:00:00+05:30"
    raise ValueError(f"must be a date and time with its zone, such as {wanted}")


Instant = Annotated[
    str, Field(max_length=64, json_schema_extra={"format": "date-time"}), AfterValidator(_instant)
]
SourceType = Annotated[str, Field(pattern=_TERM)]
MOST_PICTURES = 60


def one_of(*choices: tuple[str, ...], given: str) -> dict[str, Any]:
    """JSON Schema for "exactly one of these groups of fields is there, and is not null"."""
    names = [choice[0] for choice in choices]
    return {
        "oneOf": [
            {
                "title": choice[0],
                "required": [*choice, *([given] if given else [])],
                "properties": {
                    **{name: {"type": "string", "minLength": 1} for name in choice},
                    **{name: {"type": "null"} for name in names if name != choice[0]},
                },
            }
            for choice in choices
        ]
    }


class PictureFacts(BaseModel):
    """What the file of one of the page's pictures declares, as `POST /v1/images` told it."""

    model_config = ConfigDict(extra="forbid", strict=True)

    src: Annotated[str, Field(min_length=1, max_length=URL_LENGTH)] = Field(
        description="The picture's address, as the page has it or whole."
    )
    declared: Annotated[list[SourceType], Field(max_length=20)] = Field(
        description="The terms of its IPTC DigitalSourceType."
    )


class ScoreRequest(BaseModel):
    """One page: its HTML as the reader's browser shows it, or its text."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra=one_of(("html",), ("text",), given=""),
    )

    html: Text | None = Field(None, description="The page's HTML.", examples=["<html>…</html>"])
    text: Text | None = Field(None, description="The page's text, menus and all, or the article's.")
    url: Url | None = Field(None, description="Where the page was read; it is never fetched.")
    seen_at: Instant | None = Field(
        None,
        description="When the page was seen (RFC 3339). “2 hours ago” on it is reckoned from then; "
        "without it such words are no date.",
        examples=["2026-01-13T12:00:00+05:30"],
    )
    images: Annotated[list[PictureFacts], Field(max_length=MOST_PICTURES)] | None = Field(
        None,
        description="What the files of the page's pictures declare, where the caller has looked. "
        "Told apart by address; what is no picture of the article is left out.",
    )

    @model_validator(mode="after")
    def _one_page(self) -> "ScoreRequest":
        if (self.html is None) == (self.text is None):
            raise ValueError("send `html` or `text`, one of the two")
        return self


class FeedbackRequest(BaseModel):
    """A reader disputes a signal or a sentence of a card."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        json_schema_extra=one_of(("signal",), ("task", "quote"), given="reason"),
    )

    card: Annotated[str, Field(min_length=1, max_length=128, description="The card's id.")]
    signal: Annotated[str, Field(min_length=1, max_length=64)] | None = Field(
        None, description="The disputed signal's id."
    )
    task: Annotated[str, Field(min_length=1, max_length=64)] | None = Field(
        None, description="The classifier whose reading of `quote` is disputed."
    )
    quote: Annotated[str, Field(min_length=1, max_length=QUOTE_LENGTH)] | None = Field(
        None, description="The words in question, verbatim."
    )
    reason: Annotated[str, Field(min_length=1, max_length=REASON_LENGTH)] = Field(
        description="What is wrong, in the reader's words."
    )
    client: Annotated[str, Field(max_length=64)] | None = Field(
        None, description="What sent it, as name/version."
    )

    @model_validator(mode="after")
    def _about_something(self) -> "FeedbackRequest":
        if (self.signal is None) == (self.task is None):
            raise ValueError("name the disputed `signal` or the `task`, one of the two")
        if self.task is not None and not self.quote:
            raise ValueError("a disputed sentence needs its `quote`")
        return self


Model = TypeVar("Model", bound=BaseModel)

JSON_NAMES = {dict: "an object", list: "a list", str: "text", bool: "true or false"}
WANTED = {"string_type": "text", "model_type": "an object", "int_type": "a whole number"}


def parse(model: type[Model], body: bytes) -> Model:
    """The body as `model`; raise the 400 or 422 that tells its author what to change."""
    value = _mend(_load(body))
    if not isinstance(value, dict):
        raise Problem("not-json", f"The body must be a JSON object, not {_name(value)}.")
    try:
        return model.model_validate(value)
    except ValidationError as error:
        errors = [_field_error(model, item) for item in error.errors(include_url=False)]
    raise Problem("invalid", " ".join(e.detail for e in errors[:3]), errors)


def _load(body: bytes) -> Any:
    """The JSON value of the body."""
    if not body.strip():
        raise Problem("not-json", 'The body is empty. Send {"html": "…"} or {"text": "…"}.')
    try:
        return json.loads(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        detail = f"The body is not UTF-8: byte {error.start} cannot be read."
    except json.JSONDecodeError as error:
        detail = f"The body is not JSON: {error.msg} at line {error.lineno}, column {error.colno}."
    except RecursionError:
        detail = "The body is nested too deeply."
    except ValueError:  # a number of more digits than Python reads
        detail = "The body holds a number that is too long."
    raise Problem("not-json", detail)


def _mend(value: Any) -> Any:
    """Replace lone surrogates, which browsers' strings may hold and no encoding can carry."""
    if isinstance(value, dict):
        return {_mend(key): _mend(item) for key, item in value.items()}
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return value


def _field_error(model: type[BaseModel], item: Mapping[str, Any]) -> FieldError:
    """One of pydantic's findings, as a sentence that names the field."""
    name = ".".join(str(part) for part in item["loc"])
    pointer = "#" + "".join(f"/{_escape(str(part))}" for part in item["loc"])
    kind, context = item["type"], item.get("ctx", {})
    if kind == "extra_forbidden":
        fields = ", ".join(model.model_fields)
        return FieldError(pointer, f"`{name[:64]}` is not a field here. The fields are {fields}.")
    if kind == "missing":
        return FieldError(pointer, f"`{name}` is missing.")
    if kind == "string_too_long":
        return FieldError(pointer, f"`{name}` may have {context['max_length']:,} characters.")
    if kind == "string_too_short":
        return FieldError(pointer, f"`{name}` is empty.")
    if kind == "string_pattern_mismatch":
        return FieldError(pointer, f"`{name}` must be {FORMS[context['pattern']]}.")
    if kind == "value_error":
        said = str(context["error"])
        return FieldError(pointer, f"`{name}` {said}." if name else f"{said.capitalize()}.")
    if kind in WANTED:
        return FieldError(pointer, f"`{name}` must be {WANTED[kind]}, not {_name(item['input'])}.")
    return FieldError(pointer, f"`{name}`: {item['msg']}.")


def _name(value: object) -> str:
    """What a JSON value is, in words."""
    if value is None:
        return "null"
    return JSON_NAMES.get(type(value), "a number")


def _escape(part: str) -> str:
    """A member's name inside a JSON pointer (RFC 6901)."""
    return part[:64].replace("~", "~0").replace("/", "~1")
