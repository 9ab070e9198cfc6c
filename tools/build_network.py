"""Write classifier/data/network.npz: a small network taught to answer as the sentence encoder does.

    python tools/build_network.py DATA LABELS

DATA holds the public sets as Parquet, LABELS what tools/label_sentences.py wrote. A sentence of the
encoder teaches its probabilities for three tasks, a labelled sentence its label; no sentence is
kept. Needs torch and pyarrow, which Presscard does not; some 20 minutes on one core. The network
runs in NumPy (classifier/network.py). Same files, same processor, same bytes.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from classifier.dataset import load
from classifier.features import read_words, speech
from classifier.network import MOST_WORDS, OUTPUTS, row_of
from classifier.predict import prepared
from classifier.representation import tokens, vector_steps, vectors, words_of_vectors
from classifier.tasks import TASKS

OUT = Path(__file__).parents[1] / "classifier" / "data" / "network.npz"
SETS = {
    "loaded_language": {"annolexical__train.parquet": 1, "mbic.parquet": 4},
    "subjectivity": {"newssd_eng.parquet": 3, "mbic.parquet": 3},
    "sentiment": {"newsmtsc_rw.parquet": 1},
}
"""Sets that teach the encoder, too, and how often the network is shown each of their rows."""
SURE = 0.9
"""How sure a label is: .95 and .05 for two of them, .9 and .05 for three."""
WORDS, LEAST, BUCKETS = 30_000, 3, 4_000
"""Words with a vector of their own, how often each stands there, and vectors for the others."""
DIMENSIONS, CHANNELS, HEADS, DISTANCES = 128, 96, 4, (1, 2)
DROPPED, DROPPED_WORDS = 0.3, 0.08
EPOCHS, RATE, BATCH, DECAY, WARM = 3, 2e-3, 64, 1e-5, 300
KEPT = 0.999
"""What is shipped is the running mean of the weights, each step's counting one thousandth: single
runs differ by .01 in AUC on sets that did not teach them."""
SEED = 5
Row = tuple[list[str], dict[int, float]]
"""(words, probability by output)."""


class Net(nn.Module):
    """classifier.network, as it is taught."""

    def __init__(self, rows: np.ndarray) -> None:
        super().__init__()
        outputs = sum(map(len, OUTPUTS.values()))
        self.vectors = nn.Embedding.from_pretrained(
            torch.from_numpy(rows), freeze=False, padding_idx=0
        )
        inputs = (DIMENSIONS, *([CHANNELS] * (len(DISTANCES) - 1)))
        self.layers = nn.ModuleList(
            nn.Conv1d(size, CHANNELS, 3, padding=far, dilation=far)
            for size, far in zip(inputs, DISTANCES, strict=True)
        )
        self.heads = nn.Linear(CHANNELS, HEADS)
        self.out = nn.Linear(CHANNELS * (HEADS + 1) + DIMENSIONS, outputs)
        self.drop = nn.Dropout(DROPPED)

    def forward(self, places: torch.Tensor) -> torch.Tensor:
        """(sentences, outputs) of (sentences, words) rows of vectors, 0 where there is no word."""
        seen = (places > 0).unsqueeze(-1).float()
        found = self.vectors(places)
        if self.training:
            found = found * (torch.rand(*places.shape, 1) > DROPPED_WORDS)
        here = found.transpose(1, 2)
        for n, layer in enumerate(self.layers):
            fresh = functional.relu(layer(here))
            here = (fresh + here if n else fresh) * seen.transpose(1, 2)
        here = here.transpose(1, 2)
        looks = (self.heads(here) + (seen - 1) * 1e4).softmax(1)
        attended = torch.einsum("bta,bth->bah", looks, here).flatten(1)
        most = (here + (seen - 1) * 1e4).amax(1)
        mean = (found * seen).sum(1) / seen.sum(1).clamp(min=1) ** 0.5
        made: torch.Tensor = self.out(self.drop(torch.cat([attended, most, mean], 1)))
        return made


def taught_by_encoder(folder: Path) -> Iterator[Row]:
    """The sentences that the encoder labelled; one with quoted speech teaches no loaded words."""
    with (folder / "shares.jsonl").open(encoding="utf-8") as lines:
        for found in map(json.loads, lines):
            said = {
                output: share
                for name, outputs in OUTPUTS.items()
                if not (TASKS[name].skip_speech and speech(found["text"]))
                for output, share in zip(outputs, found[name], strict=False)
            }
            yield tokens(read_words(found["text"])), said


def taught_by_labels(data: Path) -> Iterator[Row]:
    """The labelled sentences of the public sets that may train a model that ships."""
    for name, sets in SETS.items():
        task, outputs = TASKS[name], OUTPUTS[name]
        doubt = (1 - SURE) / 2
        for file, times in sets.items():
            for row in load(task, [data / file]):
                right = [task.labels[n] == row.label for n in range(len(outputs))]
                said = {
                    output: (1 - doubt if task.binary else SURE) if hit else doubt
                    for output, hit in zip(outputs, right, strict=True)
                }
                yield from [(tokens(read_words(prepared(row.text, task))), said)] * times


def first_rows(words: Sequence[str]) -> np.ndarray:
    """(padding, words and buckets; dimensions): the word vectors where there are any."""
    rows = np.random.default_rng(SEED).normal(0, 0.05, (1 + len(words) + BUCKETS, DIMENSIONS))
    known = vectors() * vector_steps()
    known = known / np.linalg.norm(known, axis=1).mean()
    places = words_of_vectors()
    for n, word in enumerate(words, 1):
        if word in places:
            rows[n] = known[places[word]]
    rows[0] = 0
    return rows.astype(np.float32)


def loss_of(said: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Cross entropy, of the outputs that a row teaches (the others are NaN)."""
    total = torch.zeros(())
    for outputs in OUTPUTS.values():
        truth, mine = wanted[:, list(outputs)], said[:, list(outputs)]
        taught = ~truth[:, 0].isnan()
        if not taught.any():
            continue
        truth, mine = truth[taught], mine[taught]
        if len(outputs) == 1:
            total = total + functional.binary_cross_entropy_with_logits(
                mine, truth, reduction="sum"
            )
        else:
            total = total - (truth * mine.log_softmax(1)).sum()
    return total / len(said)


def batches(lengths: Sequence[int], size: int, rng: random.Random) -> list[list[int]]:
    """Numbers of rows of like length, in batches in random order."""
    order = sorted(range(len(lengths)), key=lambda n: (lengths[n], rng.random()))
    found = [order[n : n + size] for n in range(0, len(order), size)]
    rng.shuffle(found)
    return found


def teach(rows: Sequence[Row], words: Sequence[str], rng: random.Random) -> Net:
    """The network after EPOCHS passes over the rows."""
    net, places = Net(first_rows(words)), {word: n for n, word in enumerate(words)}
    own = [p for name, p in net.named_parameters() if not name.startswith("vectors")]
    groups: list[Any] = [{"params": net.vectors.parameters(), "lr": RATE / 2}, {"params": own}]
    optimizer = torch.optim.AdamW(groups, lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * -(-len(rows) // BATCH)
    fall = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min((n + 1) / WARM, 1) * max(0.02, 1 - n / steps)
    )
    width = sum(map(len, OUTPUTS.values()))
    mean = AveragedModel(net, multi_avg_fn=get_ema_multi_avg_fn(KEPT))
    lengths = [len(line) // 4 for line, _ in rows]
    for chosen in chain.from_iterable(batches(lengths, BATCH, rng) for _ in range(EPOCHS)):
        some = [rows[n] for n in chosen]
        longest = max(3, *(min(len(words), MOST_WORDS) for words, _ in some))
        inside = np.zeros((len(some), longest), np.int64)
        wanted = np.full((len(some), width), np.nan, np.float32)
        for n, (line, said) in enumerate(some):
            line = line[:MOST_WORDS]
            inside[n, : len(line)] = [1 + row_of(word, places, BUCKETS) for word in line]
            wanted[n, list(said)] = list(said.values())
        loss = loss_of(net(torch.from_numpy(inside)), torch.from_numpy(wanted))
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        fall.step()
        mean.update_parameters(net)
    net.load_state_dict(mean.module.state_dict())
    return net.eval()


def save(net: Net, words: Sequence[str]) -> None:
    """Write the weights as classifier.network reads them."""
    state = {name: value.numpy() for name, value in net.state_dict().items()}
    rows = state["vectors.weight"][1:]
    step = np.abs(rows).max(0) / 127
    out, split = state["out.weight"].T, CHANNELS * HEADS
    arrays = {
        "words": np.frombuffer("\n".join(words).encode(), np.uint8),
        "vectors": np.round(rows / step).astype(np.int8),
        "step": step.astype(np.float32),
        "distances": np.array(DISTANCES),
        "heads": state["heads.weight"].T,
        "heads_bias": state["heads.bias"],
        "seen": np.hstack([out[n : n + CHANNELS] for n in range(0, split, CHANNELS)]),
        "most": out[split : split + CHANNELS],
        "mean": out[split + CHANNELS :],
        "bias": state["out.bias"],
    }
    for n in range(len(DISTANCES)):
        arrays[f"layer{n}"] = state[f"layers.{n}.weight"].transpose(2, 1, 0)
        arrays[f"bias{n}"] = state[f"layers.{n}.bias"]
    kept = {"words", "vectors", "step", "distances"}
    halves = {k: v if k in kept else v.astype(np.float16) for k, v in arrays.items()}
    np.savez_compressed(OUT, **halves)


def main() -> None:
    """Read, teach, write."""
    data, labels = (Path(name) for name in sys.argv[1:])
    rng = random.Random(SEED)  # noqa: S311 (nothing secret)
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    rows = [row for row in (*taught_by_encoder(labels), *taught_by_labels(data)) if row[0]]
    counts = Counter(word for line, _ in rows for word in line)
    frequent = sorted(counts, key=lambda word: (-counts[word], word))[:WORDS]
    words = [word for word in frequent if counts[word] >= LEAST]
    save(teach(rows, words, rng), words)
    print(f"{len(rows):,} rows, {len(words):,} words -> {OUT} ({OUT.stat().st_size:,} bytes)")


if __name__ == "__main__":
    main()
