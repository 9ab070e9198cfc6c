"""The table of tasks: what each model reads, what it answers, and how good it must be.

Knows no rows and no models: `dataset` reads rows for a task, `retrain` fits one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Task:
    """One question asked of a text."""

    name: str
    unit: str
    """"sentence", "headline" or "article"."""
    labels: tuple[str, ...]
    """The positive label first; three or more labels for a choice among them."""
    measures: str
    """One plain sentence: what a positive label says, for model cards and the card."""
    not_measured: str
    """What a reader might take it for and must not."""
    floors: Mapping[str, float] = field(default_factory=dict)
    """Held-out metrics below which a model is not written; a little under what the shipped model
    reached on publishers it never saw (see its metrics file)."""
    least_band: tuple[float, float] = (0.5, 0.5)
    """The silent band is never narrower than this: rows written by us are easier than pages, so
    the band they ask for is too narrow. Chosen on BABE, PTC, BASIL and AnnoLexical dev (python
    tools/evaluate_public.py), so figures on those are a little kind."""
    strength_on_base: float = 0.1
    """Inverse regularisation with which our rows move a base: more freedom fits them better and
    pages worse (docs/decisions/bases.md has the table)."""
    balanced: bool = True
    """Whether every label weighs the same in fitting. Among three labels of news sentences that
    costs a point of accuracy (docs/decisions/bases.md)."""
    lower_case: bool = False
    """Read in lower case: where casing gives away the publisher, not the label."""
    skip_speech: bool = False
    """Read without quoted speech: what a source says is not the writer's choice of words."""

    @property
    def positive(self) -> str:
        """The label whose probability is reported."""
        return self.labels[0]

    @property
    def binary(self) -> bool:
        """Whether there are just two labels."""
        return len(self.labels) == 2


_ALL = (
    Task(
        name="loaded_language",
        unit="sentence",
        labels=("loaded", "neutral"),
        measures="The sentence's own words evaluate, blame or praise where plain words would do.",
        not_measured="Not whether the sentence is true, and not what a quoted person said.",
        floors={"macro_f1": 0.70, "auc": 0.78},
        least_band=(0.1, 0.97),
        strength_on_base=1.0,
        skip_speech=True,
    ),
    Task(
        name="clickbait",
        unit="headline",
        labels=("clickbait", "plain"),
        measures="The headline withholds or exaggerates what the story says, to be clicked.",
        not_measured="Not the quality of the story under it.",
        floors={"macro_f1": 0.75, "auc": 0.85},
        least_band=(0.3, 0.7),
        strength_on_base=1.0,
        lower_case=True,
    ),
    Task(
        name="subjectivity",
        unit="sentence",
        labels=("opinion", "fact"),
        measures="The sentence gives its writer's judgement, not something that can be checked.",
        not_measured="Not whether what it states as fact is so.",
        floors={"macro_f1": 0.80, "auc": 0.88},
        least_band=(0.1, 0.95),
    ),
    Task(
        name="sentiment",
        unit="sentence",
        labels=("negative", "neutral", "positive"),
        measures="The news told is bad, neither or good for those whom the sentence is about.",
        not_measured="Not bias: a sober report of a disaster is negative.",
        floors={"macro_f1": 0.50, "accuracy": 0.58},
        strength_on_base=0.3,
        balanced=False,
    ),
    Task(
        name="genre",
        unit="article",
        labels=("opinion", "report"),
        measures="The article is written as its writer's argument, not as a report of events.",
        not_measured="Not whether it is labelled so, and not whether it is fair or right.",
        floors={"macro_f1": 0.80, "auc": 0.90},
        least_band=(0.2, 0.8),
        strength_on_base=0.003,
    ),
)

TASKS: Mapping[str, Task] = {task.name: task for task in _ALL}
