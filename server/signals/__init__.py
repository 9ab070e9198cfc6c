"""What is observed on a page: one function per signal, in card order.

A signal takes a Reading and returns an Observation: an outcome, the finding that led to it, and
the words on the page that show it. Its docstring is its public definition. Signals know no points
(`server.rubric`) and no wording (`server.wording`).
"""

from collections.abc import Callable

from server.card import Observation
from server.reading import Reading
from server.signals.agency import (
    observe_agency_attribution,
    observe_press_release,
    observe_syndication_notice,
)
from server.signals.disclosure import observe_ai_image_disclosure, observe_ai_text_disclosure
from server.signals.genre import observe_sponsorship_label
from server.signals.headline import observe_clickbait_headline, observe_headline_body
from server.signals.images import observe_image_credit
from server.signals.language import (
    observe_hedging_certainty,
    observe_loaded_language,
    observe_opinion_in_report,
)
from server.signals.lexicon import lexicon
from server.signals.provenance import (
    observe_author,
    observe_correction,
    observe_dateline,
    observe_dates,
    observe_policies,
)
from server.signals.sourced_figures import observe_sourced_figures
from server.signals.sourcing import (
    observe_links_out,
    observe_named_sources,
    observe_quotations,
    observe_unnamed_sources,
)

SIGNALS: tuple[Callable[[Reading], Observation], ...] = (
    observe_agency_attribution,
    observe_syndication_notice,
    observe_press_release,
    observe_author,
    observe_dates,
    observe_dateline,
    observe_correction,
    observe_policies,
    observe_ai_image_disclosure,
    observe_ai_text_disclosure,
    observe_image_credit,
    observe_named_sources,
    observe_unnamed_sources,
    observe_quotations,
    observe_links_out,
    observe_sourced_figures,
    observe_headline_body,
    observe_clickbait_headline,
    observe_loaded_language,
    observe_opinion_in_report,
    observe_hedging_certainty,
    observe_sponsorship_label,
)


def supported(language: str | None) -> bool:
    """Whether there are word lists for the language, without which too little can be read."""
    return lexicon(language) is not None
