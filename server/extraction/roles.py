"""The role of each run of a page: body, caption, credit, note, tail, or furniture."""

from collections.abc import Sequence

from server.article import Role
from server.extraction.blocks import Box, Run
from server.extraction.marks import FURNITURE, Mark
from server.extraction.notes import (
    credit_like,
    furniture_heading,
    prompt_like,
)

LABELS = ((Mark.BYLINE, Role.BYLINE), (Mark.DATE, Role.BYLINE), (Mark.KICKER, Role.KICKER),
          (Mark.STANDFIRST, Role.STANDFIRST))  # fmt: skip


def assign(runs: Sequence[Run], main: Box) -> list[Role]:
    """The role of every run."""
    roles = [Role.BOILERPLATE] * len(runs)
    inside = range(main.start, main.end)
    first = next((n for n in inside if _prose(runs[n])), main.start)
    last = next((n for n in reversed(inside) if _prose(runs[n])), main.end - 1)
    for n in range(len(runs)):
        run = runs[n]
        if run.bits & Mark.HIDDEN:
            continue
        if run.bits & (Mark.CAPTION | Mark.FIGURE) and n >= max(0, first - 12) and n <= last + 3:
            roles[n] = (
                Role.CREDIT if run.bits & Mark.CREDIT or credit_like(run.text) else Role.CAPTION
            )
        elif first <= n <= last and main.start <= n < main.end:
            roles[n] = _inside(run)
    return roles


def _prose(run: Run) -> bool:
    return run.score >= 1.0 and not run.bits & (FURNITURE | Mark.HIDDEN | Mark.CAPTION)


def _inside(run: Run) -> Role:
    """The role of a run between the first and the last paragraph."""
    if run.bits & FURNITURE:
        return Role.BOILERPLATE
    if run.bits & Mark.CREDIT:
        return Role.CREDIT
    if run.link > 0.6 * len(run.text) and (not run.ends or run.words < 8):
        return Role.BOILERPLATE
    if furniture_heading(run.text) or prompt_like(run.text):
        return Role.BOILERPLATE
    for mark, role in LABELS:
        if run.bits & mark and run.words < 40:
            return role
    return Role.BODY
