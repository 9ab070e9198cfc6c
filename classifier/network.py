"""A small network that reads a sentence's words in their order, for three tasks in one pass.

Two layers of convolution over word vectors, four attention heads, the maximum and the mean: taught
by tools/build_network.py to answer as a sentence encoder does (docs/decisions/bases.md). Its
answer is a sum of what stands at each word, so that it can be divided among them exactly. Runs in
NumPy; knows no labels.
"""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

NETWORK = "network.npz"
OUTPUTS = {"loaded_language": (0,), "subjectivity": (1,), "sentiment": (2, 3, 4)}
"""Task -> its outputs: log-odds of the positive label, or the logit of each label."""
MOST_WORDS = 60
"""Words of a sentence that are read, as it was taught."""
ENDING = 4
"""Letters by which a word that it does not know is told."""
REMEMBERED = 2048
"""Sentences whose outputs are kept: the three tasks ask about the same ones."""
BATCH = 256
"""Sentences read at once: 60 words of each take 16 MB."""
Floats = NDArray[np.float32]
Key = tuple[str, ...]
"""The words of a sentence that are read."""


@dataclass(frozen=True, slots=True)
class Network:
    """The weights; D dimensions of a word vector, H channels, A heads, O outputs."""

    words: dict[str, int]
    buckets: int
    vectors: Floats
    """(words and buckets, D)."""
    layers: tuple[tuple[Floats, Floats, int], ...]
    """(weights (3, in, H), bias (H,), distance between the three words) of each layer."""
    heads: tuple[Floats, Floats]
    """(H, A) and (A,): how far each head attends to a place."""
    seen: Floats
    """(H, A * O): what a head brings to the outputs."""
    most: Floats
    """(H, O): what the maximum of each channel brings."""
    mean: Floats
    """(D, O): what the mean of the vectors brings, by the square root of their number."""
    bias: Floats
    """(O,)."""


@lru_cache(maxsize=1)
def network() -> Network:
    """The network that is shipped."""
    packed = files("classifier").joinpath("data", NETWORK).read_bytes()
    with np.load(BytesIO(packed), allow_pickle=False) as found:
        names = found["words"].tobytes().decode().split("\n")
        vectors = found["vectors"].astype(np.float32) * found["step"]
        distances = found["distances"].tolist()
        layers = tuple(
            (found[f"layer{n}"].astype(np.float32), found[f"bias{n}"].astype(np.float32), distance)
            for n, distance in enumerate(distances)
        )
        rest = {name: found[name].astype(np.float32) for name in _REST}
    return Network(
        {name: n for n, name in enumerate(names)},
        len(vectors) - len(names),
        vectors,
        layers,
        (rest["heads"], rest["heads_bias"]),
        rest["seen"],
        rest["most"],
        rest["mean"],
        rest["bias"],
    )


_REST = ("heads", "heads_bias", "seen", "most", "mean", "bias")


def row_of(token: str, words: Mapping[str, int], buckets: int) -> int:
    """The row of a word's vector; words that are not known share one by their ending."""
    known = words.get(token)
    if known is not None:
        return known
    return len(words) + zlib.crc32(token[-ENDING:].encode()) % buckets


@lru_cache(maxsize=50_000)
def _row(token: str) -> int:
    """The row of a word in the network that is shipped."""
    net = network()
    return row_of(token, net.words, net.buckets)


_remembered: dict[Key, Floats] = {}


def outputs(sentences: Sequence[Sequence[str]]) -> Floats:
    """(sentences, outputs): sentences are given as the words that n-grams know them by."""
    keys = _keys(sentences)
    made = {key: row for key in keys if (row := _remembered.get(key)) is not None}
    fresh = [key for key in dict.fromkeys(keys) if key and key not in made]
    found = _read(fresh)
    made.update(found)
    if len(_remembered) + len(fresh) > REMEMBERED:
        _remembered.clear()
    if len(fresh) <= REMEMBERED:
        _remembered.update(found)
    return _stacked(keys, made)


def outputs_anew(sentences: Sequence[Sequence[str]]) -> Floats:
    """The same, of nothing remembered: the same sentences give the same bytes, whatever was before.

    Which sentences are read together may change the last digit of a sum.
    """
    keys = _keys(sentences)
    return _stacked(keys, _read([key for key in dict.fromkeys(keys) if key]))


def _keys(sentences: Sequence[Sequence[str]]) -> list[Key]:
    return [tuple(words[:MOST_WORDS]) for words in sentences]


def _read(keys: Sequence[Key]) -> dict[Key, Floats]:
    """The outputs of different sentences that have words."""
    found: dict[Key, Floats] = {}
    for n in range(0, len(keys), BATCH):
        some = keys[n : n + BATCH]
        found.update(zip(some, _outputs(some), strict=True))
    return found


def _stacked(keys: Sequence[Key], found: Mapping[Key, Floats]) -> Floats:
    """(sentences, outputs); of a sentence without words what no word brings."""
    bias = network().bias
    rows = [found[key] if key else bias for key in keys]
    return np.array(rows, np.float32).reshape(len(keys), len(bias))


def _outputs(sentences: Sequence[Key]) -> Floats:
    """(sentences, outputs) of sentences that have words."""
    net = network()
    vectors, channels, starts = _channels(sentences)
    sizes = np.diff([*starts, len(vectors)])
    found: Floats = np.add.reduceat(_attended(channels, starts, sizes), starts)
    found += np.maximum.reduceat(channels, starts) @ net.most
    mean = np.add.reduceat(vectors, starts) / np.sqrt(sizes, dtype=np.float32)[:, None]
    found += mean @ net.mean + net.bias
    return found


def parts(words: Sequence[str]) -> tuple[Floats, Floats]:
    """((words, outputs), (outputs,)): what each place brings, and what none does; adds up."""
    net = network()
    shares = np.zeros((len(words), len(net.bias)), np.float32)
    if words:
        vectors, channels, starts = _channels([tuple(words[:MOST_WORDS])])
        read = len(vectors)
        shares[:read] = _attended(channels, starts, np.array([read]))
        shares[:read] += vectors @ net.mean / np.float32(read**0.5)
        highest = channels.argmax(0)
        np.add.at(shares, highest, channels.max(0)[:, None] * net.most)
    return shares, net.bias


def _channels(sentences: Sequence[Key]) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """(words' vectors, their channels, where each sentence starts), sentences one after another."""
    net = network()
    gap = max(distance for *_, distance in net.layers)
    rows = [[_row(word) for word in words] for words in sentences]
    ends = np.cumsum([0, *map(len, rows)])
    inside = np.concatenate([np.arange(a, b) + gap * n for n, (a, b) in enumerate(pairwise(ends))])
    vectors = net.vectors[[row for line in rows for row in line]]
    wide = int(inside[-1]) + 1
    layer = np.zeros((wide, vectors.shape[1]), np.float32)
    layer[inside] = vectors
    here = vectors
    for n, (weights, bias, distance) in enumerate(net.layers):
        padded = np.zeros((wide + 2 * distance, layer.shape[1]), np.float32)
        padded[distance : distance + wide] = layer
        made = sum(padded[k * distance : k * distance + wide] @ weights[k] for k in range(3))
        fresh = np.maximum(made[inside] + bias, 0)
        here = fresh + here if n else fresh
        layer = np.zeros((wide, here.shape[1]), np.float32)
        layer[inside] = here
    return vectors, here, ends[:-1]


def _attended(channels: Floats, starts: NDArray[np.int64], sizes: NDArray[np.int64]) -> Floats:
    """(places, outputs): what the heads bring from each place."""
    net = network()
    weights, bias = net.heads
    looks = channels @ weights + bias
    looks = np.exp(looks - np.repeat(np.maximum.reduceat(looks, starts), sizes, 0))
    looks /= np.repeat(np.add.reduceat(looks, starts), sizes, 0)
    brought = (channels @ net.seen).reshape(len(channels), looks.shape[1], -1)
    found: Floats = np.einsum("pa,pao->po", looks, brought)
    return found
