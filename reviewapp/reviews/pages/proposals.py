"""A page of proposed answers: what stands, what would stand, and what was chosen of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from pillars.risk import Risk
from reviewapp.web.numbers import whole_number

from ..domain.proposing import Proposal, Written
from ..domain.reviews import current_facts
from .navigator import question_url
from .question import Place, place_context

STALE = _("Somebody else changed this answer in the meantime. Look at it again before you take it.")


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """`ticked`: proposed as chosen, which is so where nobody decided yet."""

    number: int
    proposal: Proposal
    url: str
    risk_after: Risk
    ticked: bool
    stale: bool

    @property
    def decided(self) -> bool:
        return bool(self.proposal.answer.version)


@dataclass(frozen=True, slots=True)
class ProposalGroup:
    name: str
    rows: list[ProposalRow]


def proposals_context(
    place: Place, proposals: Iterable[Proposal], *, stale: Iterable[str] = ()
) -> dict[str, Any]:
    """The page's context: proposals by pillar. One query more than finding them took."""
    facts = current_facts(place.workload)
    again = set(stale)
    rows = [
        ProposalRow(
            number=number,
            proposal=each,
            url=question_url(place.workload.pk, place.alias, each.question_id, "all"),
            risk_after=each.risk(facts),
            ticked=not each.answer.by_person and each.question_id not in again,
            stale=each.question_id in again,
        )
        for number, each in enumerate(proposals, start=1)
    ]
    return {
        **place_context(place),
        "groups": _by_pillar(place, rows),
        "number": len(rows),
        "stale": STALE if again else "",
    }


def chosen(proposals: Iterable[Proposal], data: QueryDict) -> list[Proposal]:
    """The proposals whose questions the form's `take` names."""
    wanted = set(data.getlist("take"))
    return [each for each in proposals if each.question_id in wanted]


def read_versions(data: QueryDict) -> dict[str, int]:
    """Question id to the version that the form's `version:<id>` names; what is no number is not."""
    named = [name for name in data if name.startswith("version:")]
    found = ((name, whole_number(data.get(name), otherwise=None)) for name in named)
    return {name.removeprefix("version:"): each for name, each in found if each is not None}


def written_words(done: Written) -> str:
    words = ngettext(
        "%(number)d question taken over.", "%(number)d questions taken over.", done.changed
    )
    return words % {"number": done.changed}


def _by_pillar(place: Place, rows: list[ProposalRow]) -> list[ProposalGroup]:
    groups = []
    for pillar in place.lens.pillars:
        ids = {question.id for question in pillar.questions}
        if found := [row for row in rows if row.proposal.question_id in ids]:
            groups.append(ProposalGroup(pillar.name, found))
    return groups
