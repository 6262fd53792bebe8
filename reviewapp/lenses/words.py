"""Words of lenses that `pillars/` says in English, to be translated where a page shows them."""

from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_noop

# pillars.lens.model.Level and pillars.lens.words.EFFORTS, as menus show them
DEGREES = (gettext_noop("Low"), gettext_noop("Medium"), gettext_noop("High"))
# pillars.lens.wording.Field, as headings show it
FIELDS = (
    gettext_noop("Name"),
    gettext_noop("Title"),
    gettext_noop("Description"),
    gettext_noop("Schema version"),
    gettext_noop("Help"),
    gettext_noop("Risk rules"),
    gettext_noop("Workload rules"),
    gettext_noop("Reasons of the workload rules"),
    gettext_noop("Practice code"),
    gettext_noop("Risk if absent"),
    gettext_noop("Evidence keys"),
    gettext_noop("Why it matters"),
    gettext_noop("What to ask"),
    gettext_noop("Improvement plan"),
    gettext_noop("Improvement steps"),
    gettext_noop("Effort"),
    gettext_noop("Trade-off"),
    gettext_noop("Additional resources"),
)
# pillars.risk_words: why an answer has no risk yet. Every other reason speaks of the lens's rules.
REASONS = (
    gettext_noop("Not applicable: the question is marked as not applying to this workload."),
    gettext_noop("Unanswered: no choice is selected yet."),
    gettext_noop(
        "Unanswered: choices are marked not applicable but none is selected; where the whole "
        "question does not apply, mark the question."
    ),
)


def word(text: str) -> str:
    """A word of one of the lists above in the reader's language; any other text as it is."""
    return gettext(text) if text else ""


def digits(number: int) -> str:
    """A number with its thousands apart: `1,000,000`, in German `1.000.000`."""
    return number_format(number, force_grouping=True)
