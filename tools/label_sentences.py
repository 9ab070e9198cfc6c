"""Label sentences of AllSides articles by an encoder taught on the public sets that may train.

    python tools/label_sentences.py DATA MODEL_FOLDER OUT_FOLDER [--again SHARES]

DATA holds the sets as Parquet, MODEL_FOLDER an encoder: all-MiniLM-L6-v2 or all-mpnet-base-v2 (both
Apache-2.0; docs/decisions/bases.md says where from). Writes OUT_FOLDER/shares.jsonl for
tools/build_network.py, and OUT_FOLDER/encoder_<task>.jsonl for tools/build_base.py; the files hold
publishers' sentences and must stay out of the repository. With --again some sentences of another
encoder's run are labelled by this one, and the others kept as that labelled them. Needs torch,
transformers and pyarrow, which Presscard does not. No encoder ever runs in Presscard.
"""

import argparse
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import torch
from build_network import SETS, batches, teaching
from torch import nn
from torch.ao.quantization import quantize_dynamic
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from classifier.dataset import Row, fingerprint
from classifier.features import speech
from classifier.public import read_records
from classifier.tasks import TASKS, Task
from classifier.text import sentences

TESTED = frozenset(
    "breitbart.com msnbc.com usatoday.com huffpost.com huffingtonpost.com foxnews.com nytimes.com "
    "thefederalist.com alternet.org".split()
)
"""BABE's publishers and some like them: none of their sentences is labelled."""
PER_ARTICLE, PER_PUBLISHER = 64, 6000
WORDS = range(6, 51)
LEAST_SURE = 0.1
"""Rows whose weight is lower teach nothing."""
FROZEN, BATCH, LONGEST = 3, 32, 72
"""One layer in so many is left as it was."""
SEED = 5


class Encoder(nn.Module):
    """The sentence encoder with one linear head for each task."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.body = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        size, layers = self.body.config.hidden_size, self.body.encoder.layer
        sides = {name: len(TASKS[name].labels) for name in SETS}
        self.heads = nn.ModuleDict({name: nn.Linear(size, n) for name, n in sides.items()})
        for part in (self.body.embeddings, *layers[: len(layers) // FROZEN]):
            part.requires_grad_(False)

    def forward(self, inputs: Any) -> torch.Tensor:
        """One vector for each text: the mean over its pieces."""
        seen = inputs["attention_mask"].unsqueeze(-1).float()
        pooled: torch.Tensor = (self.body(**inputs).last_hidden_state * seen).sum(1) / seen.sum(1)
        return pooled


def by_length(texts: Sequence[str], rng: random.Random) -> list[list[int]]:
    """Numbers of texts of like length, in batches in random order."""
    return batches([len(text) // 8 for text in texts], BATCH, rng)


def lessons(data: Path, most: int, rng: random.Random) -> dict[str, list[Row]]:
    """Rows by task: all of the small sets, which people labelled; the largest up to `most`."""
    rows = {}
    for name, files in SETS.items():
        *small, large = sorted((teaching(name, data / file) for file in files), key=len)
        whole = [row for some in small for row in some]
        rows[name] = whole + rng.sample(large, min(len(large), most - len(whole)))
    return rows


def teach(data: Path, folder: Path, most: int, rate: float, rng: random.Random) -> Encoder:
    """The encoder after one pass over the rows of all tasks, in mixed batches."""
    encoder, tokenizer = Encoder(folder), AutoTokenizer.from_pretrained(folder)
    rows = lessons(data, most, rng)
    plan = [(name, b) for name in SETS for b in by_length([r.text for r in rows[name]], rng)]
    rng.shuffle(plan)
    moved = [p for p in encoder.body.parameters() if p.requires_grad]
    groups = [{"params": moved}, {"params": encoder.heads.parameters(), "lr": 10 * rate}]
    optimizer = torch.optim.AdamW(groups, lr=rate, weight_decay=0.01)
    fall = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min((n + 1) / 80, 1) * (1.02 - n / len(plan))
    )
    for step, (name, chosen) in enumerate(plan):
        some = [rows[name][n] for n in chosen]
        truth = torch.tensor([TASKS[name].labels.index(row.label) for row in some])
        said = encoder.heads[name](encoder(pieces(tokenizer, [row.text for row in some])))
        optimizer.zero_grad()
        functional.cross_entropy(said, truth, label_smoothing=0.06).backward()
        nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimizer.step()
        fall.step()
        if step % 50 == 0:
            print(f"{step} of {len(plan)} batches", flush=True)
    return encoder


def pieces(tokenizer: Any, texts: Sequence[str]) -> Any:
    """The texts as the encoder takes them."""
    return tokenizer(
        list(texts), padding=True, truncation=True, max_length=LONGEST, return_tensors="pt"
    )


def unlabelled(data: Path, rng: random.Random) -> Iterator[tuple[str, str]]:
    """(publisher, sentence) from articles of many publishers, none of it in another set."""
    sets = [path for path in sorted(data.glob("*.parquet")) if path.name != "abp_allsides.parquet"]
    records = (record for path in sets for record in read_records(path))
    seen = {fingerprint(record["text"]) for record in records if record.get("text")}
    counts: dict[str, int] = {}
    articles = list(read_records(data / "abp_allsides.parquet"))
    rng.shuffle(articles)
    for article in articles:
        publisher = article["domain"]
        own = [p[a:b] for p in article["text"].split("\n") for a, b in sentences(p, "en")]
        whole = [s for s in own if len(s.split()) in WORDS and s[0].isupper() and s[-1] in '.!?”"']
        rng.shuffle(whole)
        for sentence in whole[:PER_ARTICLE] if publisher not in TESTED else ():
            key = fingerprint(sentence)
            if key not in seen and counts.get(publisher, 0) < PER_PUBLISHER:
                seen.add(key)
                counts[publisher] = counts.get(publisher, 0) + 1
                yield publisher, sentence


def line(task: Task, shares: Sequence[float], number: int, publisher: str, text: str) -> str:
    """A line of training rows; "" where the encoder is unsure, or quoted speech is not read."""
    best = max(range(len(shares)), key=shares.__getitem__)
    chance = 1 / len(task.labels)
    weight = (shares[best] - chance) / (1 - chance)
    if weight < LEAST_SURE or (task.skip_speech and speech(text)):
        return ""
    found = {"id": f"e{number}", "text": text, "label": task.labels[best], "publisher": publisher}
    return json.dumps({**found, "weight": f"{weight:.2f}", "source": "encoder"}) + "\n"


@torch.no_grad()
def label(
    encoder: Encoder, tokenizer: Any, found: Sequence[tuple[str, str]]
) -> Iterator[dict[str, Any]]:
    """What the encoder says of (publisher, sentence) pairs: the records of shares.jsonl.

    Its weights are eight-bit for this, which doubles its speed.
    """
    quantize_dynamic(encoder.body, {nn.Linear}, dtype=torch.qint8, inplace=True)
    texts = [text for _, text in found]
    for chosen in by_length(texts, random.Random(SEED)):  # noqa: S311 (nothing secret)
        pooled = encoder(pieces(tokenizer, [texts[n] for n in chosen]))
        said = {name: encoder.heads[name](pooled).softmax(1).tolist() for name in SETS}
        for place, n in enumerate(chosen):
            shares = {name: [round(x, 4) for x in said[name][place]] for name in SETS}
            yield {"text": texts[n], "publisher": found[n][0], **shares}


def write(records: Iterable[Mapping[str, Any]], out: Path) -> None:
    """Write the records, and the training rows that they give each task."""
    out.mkdir(parents=True, exist_ok=True)
    every = (out / "shares.jsonl").open("w", encoding="utf-8")
    files = {name: (out / f"encoder_{name}.jsonl").open("w", encoding="utf-8") for name in SETS}
    for n, record in enumerate(records):
        every.write(json.dumps(record) + "\n")
        for name in SETS.keys() & record.keys():
            task, own = TASKS[name], (n, record["publisher"], record["text"])
            files[name].write(line(task, record[name], *own))
    for file in (every, *files.values()):
        file.close()


def main() -> None:
    """Teach, label, write."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("model", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--rows", type=int, default=24_000, help="of a task that teach at most")
    parser.add_argument("--rate", type=float, default=1e-4, help="of learning")
    parser.add_argument("--again", type=Path, help="the shares.jsonl of another encoder's run")
    parser.add_argument("--most", type=int, default=40_000, help="sentences to label again")
    asked = parser.parse_args()
    rng = random.Random(SEED)  # noqa: S311 (nothing secret)
    torch.manual_seed(SEED)
    encoder = teach(asked.data, asked.model, asked.rows, asked.rate, rng)
    kept: list[dict[str, Any]] = []
    if asked.again:
        kept = [json.loads(line) for line in asked.again.open(encoding="utf-8")]
        rng.shuffle(kept)
        found = [(record["publisher"], record["text"]) for record in kept[: asked.most]]
        kept = kept[asked.most :]
    else:
        found = list(unlabelled(asked.data, rng))
    tokenizer = AutoTokenizer.from_pretrained(asked.model)
    write(chain(label(encoder, tokenizer, found), kept), asked.out)


if __name__ == "__main__":
    main()
