"""What this server has: its signals with their definitions, its models, and whether they work.

Knows the parts by name and asks them; it judges no page.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from server.store import Store


def signal_list() -> dict[str, Any]:
    """The signals in card order, as /v1/signals and docs/signals.md give them."""
    from server.rubric import VERSION, WEIGHTS
    from server.signals import SIGNALS
    from server.wording import wording

    words = wording()
    weights = {weight.signal: weight for weight in WEIGHTS}
    rows = []
    for observe in SIGNALS:
        name = observe.__name__.removeprefix("observe_")
        weight = weights[name]
        rows.append(
            {
                "id": name,
                "section": weight.section.value,
                "title": words.text("signals", name, "title"),
                "about": words.text("signals", name, "about"),
                "definition": " ".join((observe.__doc__ or "").split()),
                "max_points": weight.points,
                "why": weight.reason,
                "model": weight.model,
            }
        )
    return {"rubric": VERSION, "signals": rows}


def model_list() -> dict[str, Any]:
    """The classifiers in use: what each says, its version and what it was measured at."""
    from classifier.predict import load
    from classifier.tasks import TASKS

    rows = []
    for name, task in TASKS.items():
        model = load(name)
        rows.append(
            {
                "task": name,
                "unit": task.unit,
                "labels": list(task.labels),
                "measures": task.measures,
                "does_not_measure": task.not_measured,
                "version": model.version,
                "about": dict(model.about),
            }
        )
    return {"models": rows}


def checks(store: "Store") -> Mapping[str, str]:
    """Each part that a request needs: "ok", or what is wrong with it."""
    return {"scoring": _scoring(), "models": _models(), "store": _store(store)}


def _scoring() -> str:
    try:
        from server.scoring import score  # noqa: F401
    except Exception as error:
        return f"cannot be loaded ({type(error).__name__})"
    return "ok"


def _models() -> str:
    from classifier.predict import ModelError

    try:
        model_list()
    except ModelError as error:
        return str(error)
    except Exception as error:
        return f"cannot be loaded ({type(error).__name__}): run `presscard doctor`"
    return "ok"


def _store(store: "Store") -> str:
    from server.store import StoreError

    try:
        store.check()
    except StoreError as error:
        return str(error)
    return "ok"
