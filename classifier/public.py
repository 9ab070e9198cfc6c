"""Public labelled sets: how each becomes rows, under which licence, and what that allows.

None of them comes with Presscard. A user who has downloaded one names its file; it is known by
the start of its file name. Parquet needs the optional package pyarrow.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Record = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Converter:
    """One public set for one task."""

    task: str
    stem: str
    """What the file's name begins with."""
    licence: str
    may_train: bool
    """Whether a model that ships may be trained on it."""
    convert: Callable[[Record], dict[str, str] | None]

    def reads(self, task: str, path: Path) -> bool:
        """Whether the file is this set."""
        return task == self.task and path.suffix != ".md" and path.name.startswith(self.stem)


def read_records(path: Path) -> Iterable[Record]:
    """The records of a Parquet or JSON lines file."""
    if path.suffix != ".parquet":
        return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise ImportError("Parquet files need pyarrow: pip install pyarrow") from error
    records: list[Record] = parquet.read_table(path).to_pylist()
    return records


def _labelled(
    names: tuple[str, str],
    publisher: str | None = None,
    topic: str | None = None,
    key: str = "label",
) -> Callable[[Record], dict[str, str] | None]:
    """A converter for records with a 1/0 label: 1 is the first name."""

    def convert(record: Record) -> dict[str, str] | None:
        if record.get(key) not in (0, 1):
            return None
        row = {
            "id": str(record["id"]),
            "text": str(record["text"]),
            "label": names[0] if record[key] else names[1],
        }
        for name, field in (("publisher", publisher), ("topic", topic)):
            if field and record.get(field):
                row[name] = str(record[field]).strip().lower()
        return row

    return convert


SENTIMENT = {-1: "negative", 0: "neutral", 1: "positive"}


def _newsmtsc(record: Record) -> dict[str, str] | None:
    """NewsMTSC: the sentiment of a sentence toward one mention in it."""
    label = SENTIMENT.get(record.get("label", 9))
    if label is None:
        return None
    # "mtsc-allsides_<event>_<article>_<sentence>_<mention>_<from>_<to>"
    article = "_".join(str(record["id"]).split("_")[1:3])
    return {"id": str(record["id"]), "text": record["text"], "label": label, "publisher": article}


MBIC_OPINION = {"Entirely factual": 0, "Expresses writer’s opinion": 1}


def _mbic_opinion(record: Record) -> dict[str, str] | None:
    """MBIC's second question; sentences that are a little of both are left out."""
    label = MBIC_OPINION.get(record["label_opinion"])
    return _labelled(OPINION, "outlet", "topic")({**record, "label": label})


OPINION_PATH = re.compile(
    r"/(?:opinions?|commentisfree|editorials?|columnists?|column|oped|op-ed|voices|perspective)/"
)
FILES_OPINION = frozenset(
    "foxnews.com usatoday.com cnn.com nytimes.com theguardian.com washingtonpost.com thehill.com "
    "chicago.suntimes.com bostonglobe.com bloomberg.com aljazeera.com".split()
)
"""Publishers with five or more articles under such a path: their others are reports, mostly."""
REPORTS_ONLY = frozenset({"apnews.com", "reuters.com"})


def _allsides_genre(record: Record) -> dict[str, str] | None:
    """AllSides' articles: opinion where the address says so, report where its publisher would."""
    domain, opinion = record["domain"], bool(OPINION_PATH.search(record["url"]))
    if not opinion and domain not in FILES_OPINION | REPORTS_ONLY:
        return None
    label = GENRE[0] if opinion else GENRE[1]
    return {"id": record["id"], "text": record["text"], "label": label, "publisher": domain}


LOADED = ("loaded", "neutral")
OPINION = ("opinion", "fact")
CLICKBAIT = ("clickbait", "plain")
GENRE = ("opinion", "report")

CONVERTERS = (
    Converter("loaded_language", "annolexical", "MIT", True, _labelled(LOADED, "source_name")),
    Converter("loaded_language", "mbic", "Apache-2.0", True, _labelled(LOADED, "outlet", "topic")),
    Converter("loaded_language", "babe", "AGPL-3.0", False, _labelled(LOADED, "outlet", "topic")),
    Converter(
        "loaded_language",
        "ptc_slc",
        "research use",
        False,
        _labelled(LOADED, "article", key="label_loaded"),
    ),
    Converter(
        "loaded_language",
        "basil__sentences",
        "none stated",
        False,
        _labelled(LOADED, "source", key="label_lex"),
    ),
    Converter("subjectivity", "newssd_eng", "CC BY 4.0", True, _labelled(OPINION)),
    Converter("subjectivity", "checkthat", "CC BY-NC-SA 4.0", False, _labelled(OPINION)),
    Converter("clickbait", "clickbait_chakraborty", "MIT", True, _labelled(CLICKBAIT)),
    Converter("sentiment", "newsmtsc", "MIT", True, _newsmtsc),
    Converter("subjectivity", "mbic", "Apache-2.0", True, _mbic_opinion),
    Converter("genre", "abp_allsides", "Apache-2.0; texts never kept", True, _allsides_genre),
)
