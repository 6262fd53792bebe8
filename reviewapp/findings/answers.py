"""Which answers a check speaks for: asked of the stage that knows reviews."""

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from pillars.checking import Check
from reviewapp.workloads.models import Workload

from .signals import answers_asked

WAYS = (("refutes", _("refutes it")), ("proves", _("proves it")), ("supports", _("supports it")))


@dataclass(frozen=True, slots=True)
class AnswerTouched:
    """One choice of a question that a check speaks for; `keys` are what evidence knows it by.

    `suggestion` is what all evidence says of it now; empty before the first scan.
    """

    keys: Collection[str]
    lens: str
    question: str
    choice: str
    practice: str
    url: str
    suggestion: str

    def ways_of(self, check: Check) -> str:
        """`refutes it, supports it`: what the results of the check can mean for the choice."""
        return ", ".join(
            str(words) for name, words in WAYS if set(self.keys) & set(getattr(check, name))
        )


def answers_touched(workload: Workload, check: Check) -> list[tuple[AnswerTouched, str]]:
    """Each with what the check can mean for it; empty where no stage answers."""
    found: list[AnswerTouched] = []
    for _receiver, answers in answers_asked.send(sender=Workload, workload=workload, check=check):
        found.extend(answers)  # type: ignore[arg-type]
    return [(each, each.ways_of(check)) for each in found]
