"""Models on disk: skops files of plain arrays, text and one stock scikit-learn estimator.

A file that names any other type is refused. The same model gives the same bytes. Knows nothing of
rows or metrics.
"""

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from classifier import skopsfile
from classifier.features import LEXICONS, REVISION, style_names
from classifier.network import NETWORK
from classifier.representation import VECTORS, Space

MODELS = Path(__file__).parent / "models"
FORMAT = 3
LARGEST = 64_000_000
EPOCH = (1980, 1, 1, 0, 0, 0)


class ModelError(RuntimeError):
    """A model file that is missing, foreign or out of step with this version."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A fitted model, as it is stored."""

    task: str
    labels: tuple[str, ...]
    space: Space
    classifier: Any
    """Over the columns of `space`: sklearn's LogisticRegression when fitted here,
    `skopsfile.Linear` when read from a file."""
    calibration: tuple[float, ...]
    """(slope, offset) of Platt's sigmoid for two labels, (temperature,) for more."""
    band: tuple[float, float]
    """Probabilities between these are not answered; for more labels the upper one counts."""
    about: Mapping[str, Any]
    """Metrics and data, JSON-ready: what the model card says."""
    centre: NDArray[np.float64] | None = None
    """Of a base: (columns,) its mean row, by which rows put on it are centred."""


@lru_cache(maxsize=2)
def representation(with_network: bool) -> str:
    """Fingerprint of what a model's columns mean: lexicons, word vectors, style, network."""
    state = hashlib.sha256("\n".join([str(REVISION), *style_names()]).encode())
    for name in (LEXICONS, VECTORS, *([NETWORK] if with_network else [])):
        raw = files("classifier").joinpath("data", name).read_bytes()
        state.update(raw.replace(b"\r\n", b"\n") if name == LEXICONS else raw)
    return state.hexdigest()[:16]


def to_bytes(model: Fitted) -> bytes:
    """The file's bytes."""
    state = {
        "format": FORMAT,
        "representation": representation(bool(model.space.network)),
        "task": model.task,
        "labels": list(model.labels),
        "ngrams": "\n".join(model.space.ngrams),
        "rarity": np.array(model.space.rarity, np.float32),
        "style_scale": np.array(model.space.style_scale, np.float32),
        "dimensions": np.array([model.space.dimensions]),
        "classifier": model.classifier,
        "calibration": np.array(model.calibration, np.float64),
        "band": np.array(model.band, np.float64),
        "about": json.dumps(model.about, sort_keys=True, ensure_ascii=False),
    }
    if model.space.network:
        state["network"] = np.array(model.space.network, np.int64)
    if model.centre is not None:
        state["centre"] = np.array(model.centre, np.float32)
    import skops.io  # loads most of scikit-learn and scipy: for training, not for a server

    return _canonical(skops.io.dumps(state))


def from_bytes(raw: bytes, name: str) -> Fitted:
    """Read a file's bytes; ModelError when it is not one of ours or not of this version."""
    try:
        state = skopsfile.read(raw)
    except skopsfile.Untrusted as error:
        raise ModelError(f"{name} holds types that are not trusted: {error}") from error
    except ValueError as error:
        raise ModelError(f"{name} is not a skops file: {error}") from error
    try:
        if state["format"] != FORMAT:
            raise ModelError(f"{name} has format {state['format']}; this version reads {FORMAT}")
        if state["representation"] != representation("network" in state):
            why = "was trained with other word lists or vectors; run `presscard retrain`"
            raise ModelError(f"{name} {why}")
        return _fitted(state)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ModelError(f"{name} is not a Presscard model: {error!r}") from error


def _fitted(state: Mapping[str, Any]) -> Fitted:
    """The model that a loaded state describes."""
    names = state["ngrams"].split("\n") if state["ngrams"] else []
    space = Space(
        ngrams={ngram: n for n, ngram in enumerate(names)},
        rarity=state["rarity"].tolist(),
        style_scale=state["style_scale"].tolist(),
        dimensions=int(state["dimensions"][0]),
        network=tuple(state["network"].tolist()) if "network" in state else (),
    )
    if state["classifier"].coef_.shape[1] != space.width:
        raise ValueError("columns and coefficients differ in number")
    centre = state.get("centre")
    if centre is not None and centre.shape != (space.width,):
        raise ValueError("columns and their means differ in number")
    low, high = (float(edge) for edge in state["band"])
    return Fitted(
        task=state["task"],
        labels=tuple(state["labels"]),
        space=space,
        classifier=state["classifier"],
        calibration=tuple(float(number) for number in state["calibration"]),
        band=(low, high),
        about=json.loads(state["about"]),
        centre=centre,
    )


def read_bytes(path: Path) -> bytes:
    """The bytes of a model file; ModelError when there is none, or none of a sane size."""
    try:
        if path.stat().st_size > LARGEST:
            raise ModelError(f"{path} is larger than any model of ours ({LARGEST} bytes)")
        return path.read_bytes()
    except FileNotFoundError:
        raise ModelError(f"no model at {path}; run `presscard retrain`") from None


def write(path: Path, content: bytes) -> None:
    """Replace a file in one step: a reader sees the old bytes or the new, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _canonical(raw: bytes) -> bytes:
    """The same archive with members named by order, no dates, and compressed.

    skops names members after memory addresses and dates them.
    """
    numbers: dict[str, int] = {}
    packed = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(raw)) as old,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        schema = _renumbered(json.loads(old.read("schema.json")), numbers)
        members = {f"{number}.npy": f"{address}.npy" for address, number in numbers.items()}
        present = set(old.namelist())
        for name in sorted(members, key=lambda member: int(member.removesuffix(".npy"))):
            if members[name] in present:
                new.writestr(zipfile.ZipInfo(name, EPOCH), old.read(members[name]), compresslevel=9)
        text = json.dumps(schema, sort_keys=True)
        new.writestr(zipfile.ZipInfo("schema.json", EPOCH), text, compresslevel=9)
    return packed.getvalue()


def _renumbered(node: Any, numbers: dict[str, int]) -> Any:
    """The schema with memory addresses replaced by their order of appearance."""
    if isinstance(node, list):
        return [_renumbered(item, numbers) for item in node]
    if not isinstance(node, dict):
        return node
    fresh: dict[str, Any] = {}
    for key, value in node.items():
        if key == "__id__":
            fresh[key] = numbers.setdefault(str(value), len(numbers) + 1)
        elif key == "file":
            address, dot, suffix = str(value).partition(".")
            fresh[key] = f"{numbers.setdefault(address, len(numbers) + 1)}{dot}{suffix}"
        else:
            fresh[key] = _renumbered(value, numbers)
    return fresh


def probabilities(scores: NDArray[Any], calibration: tuple[float, ...]) -> NDArray[np.float64]:
    """Calibrated probabilities: (n,) of the positive label, or (n, labels)."""
    scores = np.asarray(scores, np.float64)
    if scores.ndim == 1:
        slope, offset = calibration
        positive: NDArray[np.float64] = 1 / (1 + np.exp(-np.clip(slope * scores + offset, -40, 40)))
        return positive
    tempered = scores / calibration[0]
    grown = np.exp(tempered - tempered.max(1, keepdims=True))
    shares: NDArray[np.float64] = grown / grown.sum(1, keepdims=True)
    return shares
