"""A whole article as named numbers: the share of its sentences that do a thing, and their build.

Only how it is written: no word, name or topic is a feature of its own, because a model that knows
them learns publishers. Shares what sentence tasks read of the same sentences. Knows no labels.
"""

from functools import lru_cache

import numpy as np

from classifier.features import speech, style_names
from classifier.lines import line
from classifier.representation import Reading, Space
from classifier.text import sentences

MOST_SENTENCES = 60
"""Sentences read of one article: the last ones of a long one change little."""
LEFT_OUT = ("name",)
"""Features that tell publishers' house style (capitals) more than the way of writing."""
BUILD = ("sentence_length", "uneven_length", "speech", "sentences_with_speech")


@lru_cache(maxsize=1)
def article_names() -> tuple[str, ...]:
    """Every feature, in a fixed order."""
    return (*(name for name in style_names() if name not in LEFT_OUT), *BUILD)


def split(text: str) -> list[str]:
    """The first sentences of an article; a line break ends a paragraph."""
    found: list[str] = []
    for paragraph in text.split("\n"):
        found += [paragraph[start:end] for start, end in sentences(paragraph, "en")]
        if len(found) >= MOST_SENTENCES:
            break
    return found[:MOST_SENTENCES]


def article_style(text: str) -> dict[str, float]:
    """Feature -> share of the sentences that show it; and how the sentences are built."""
    own = split(text)
    names = style_names()
    found = dict.fromkeys((*names, *BUILD), 0.0)
    lengths, spoken = [], []
    for sentence in own:
        read = line(sentence)
        lengths.append(read.words)
        spoken.append(sum(end - start for start, end in speech(sentence)))
        for name, value in zip(names, read.shapes, strict=False):
            found[name] += value / len(own)
        for column in set(read.occurrences):
            found[names[column]] += 1 / len(own)
    if own:
        mean = float(np.mean(lengths)) + 1
        build = (np.log(mean), np.std(lengths) / mean)
        share = sum(spoken) / max(1, sum(map(len, own)))
        found |= zip(BUILD, map(float, (*build, share, np.mean(np.array(spoken) > 0))), strict=True)
    return {name: found[name] for name in article_names()}


def read_article(text: str, space: Space) -> Reading:
    """The article in the space; no word of it brings a feature alone."""
    values = zip(article_style(text).values(), space.style_scale, strict=True)
    entries = [(n, value * scale, 0, 0) for n, (value, scale) in enumerate(values)]
    return Reading([], entries, [], [])
