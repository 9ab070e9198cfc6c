"""Reads the skops files that hold our models: plain values, numpy arrays, one linear classifier.

Stricter and lighter than skops' own loader: no class is looked up or called, and scikit-learn and
scipy, most of a server's start, stay unloaded. Knows no task.
"""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

LARGEST = 256_000_000
"""Bytes of a model unpacked: ours take under 2 MB; this stops an archive made to swell."""
DEEPEST = 20
"""Levels of values in values; our files have four."""
LINEAR = ("sklearn.linear_model._logistic", "LogisticRegression")


class Untrusted(ValueError):
    """The file holds something that is not plain data; the message names it."""


@dataclass(frozen=True, slots=True)
class Linear:
    """What prediction needs of a fitted scikit-learn classifier."""

    coef_: NDArray[Any]
    intercept_: NDArray[Any]
    classes_: NDArray[Any]


def read(raw: bytes) -> Any:
    """The value in a skops file; Untrusted for other types, ValueError for other files."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            if sum(member.file_size for member in archive.infolist()) > LARGEST:
                raise ValueError("it unpacks to more than any model of ours")
            return _value(json.loads(archive.read("schema.json")), archive, 0)
    except (zipfile.BadZipFile, KeyError, TypeError, EOFError, RecursionError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from error


def _value(node: Mapping[str, Any], archive: zipfile.ZipFile, depth: int) -> Any:
    """The value that a node of the schema describes."""
    if depth > DEEPEST:
        raise ValueError("it is nested too deeply")
    loader, kind = node["__loader__"], (node["__module__"], node["__class__"])
    if loader == "JsonNode" and kind == ("builtins", "str"):
        return json.loads(node["content"])
    if loader == "NdArrayNode" and kind == ("numpy", "ndarray") and node["type"] == "numpy":
        return np.load(BytesIO(archive.read(node["file"])), allow_pickle=False)
    if loader == "ListNode" and kind == ("builtins", "list"):
        return [_value(item, archive, depth + 1) for item in node["content"]]
    if loader == "DictNode" and kind == ("builtins", "dict"):
        return {key: _value(item, archive, depth + 1) for key, item in node["content"].items()}
    if loader == "ObjectNode" and kind == LINEAR:
        state = _value(node["content"], archive, depth + 1)
        return Linear(state["coef_"], state["intercept_"], state["classes_"])
    raise Untrusted(".".join(map(str, kind)))
