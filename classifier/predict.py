"""Shipped models: load one, ask it about texts.

Knows texts and labels only. A prediction carries what a reader needs to check it: a calibrated
probability, the words that moved it, and whether the model would rather not say.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a model says of one text."""

    label: str | None
    """The label, None when the model abstains."""
    probability: float
    """Calibrated probability of the task's positive label, 0 to 1 (for a task with more than two
    labels: of the most likely one)."""
    abstained: bool
    spans: tuple[tuple[int, int], ...] = ()
    """Character ranges of the words that carry a positive label, strongest first."""
