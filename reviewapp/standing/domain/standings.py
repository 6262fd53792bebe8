"""Templates as they bear on workloads, in the order in which they count."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db.models import F, Q, QuerySet

from reviewapp.workloads.models import Workload

from ..models import ReviewTemplate, TemplateUse, TemplateVersion
from . import claims, lefts
from .claims import Claims, Slot
from .lefts import Lefts

# A template that moved on since, or went, and whatever else asks for a merge.
BEHIND = (
    Q(due=True) | Q(version__lt=F("template__published")) | Q(template__retired_at__isnull=False)
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A template as it bears on one workload.

    `use` is None where it is only tried out; `takes` are slots that somebody gave to it, each
    with the version of the answer that was looked at.
    """

    template: ReviewTemplate
    version: int
    claims: Claims
    lefts: Lefts
    takes: Mapping[Slot, int]
    use: TemplateUse | None = None

    @property
    def words(self) -> str:
        return f"“{self.template.name}”, version {self.version}"


def standings_of(workloads: Iterable[Workload]) -> dict[UUID, list[Standing]]:
    """By workload, what its templates say now, the first one first: two queries."""
    found: dict[UUID, list[Standing]] = {each.pk: [] for each in workloads}
    uses = list(_uses(found))
    said = published_claims(use.template for use in uses)
    for use in uses:
        found[use.workload_id].append(_standing(use, said.get(use.template_id, {})))
    return found


def published_claims(templates: Iterable[ReviewTemplate]) -> dict[UUID, Claims]:
    """What each template's newest version says; one that was never published is missing."""
    newest = TemplateVersion.objects.filter(
        template__in={each.pk for each in templates}, number=F("template__published")
    )
    return {each.template_id: claims.from_rows(each.answers) for each in newest}


def tried(
    standings: Sequence[Standing], template: ReviewTemplate, said: Claims, *, version: int
) -> list[Standing]:
    """The standings as they would be if a template said this; last where it is not among them."""
    if any(each.template.pk == template.pk for each in standings):
        return [
            replace(each, claims=said, version=version) if each.template.pk == template.pk else each
            for each in standings
        ]
    return [*standings, Standing(template, version, said, {}, {})]


def places_of(standings: Iterable[Standing]) -> set[tuple[str, str]]:
    """The lens and question ids of which anything is said, or was."""
    return {
        (slot.lens, slot.question) for each in standings for slot in (*each.claims, *each.lefts)
    }


def _uses(workload_ids: Iterable[UUID]) -> QuerySet[TemplateUse]:
    return TemplateUse.objects.filter(workload__in=list(workload_ids)).select_related("template")


def _standing(use: TemplateUse, said: Claims) -> Standing:
    return Standing(
        template=use.template,
        version=use.template.published,
        claims=said,
        lefts=lefts.from_rows(use.applied),
        takes=takes_from_rows(use.takes),
        use=use,
    )


def takes_to_rows(takes: Mapping[Slot, int]) -> list[dict[str, object]]:
    return [{**slot._asdict(), "version": takes[slot]} for slot in sorted(takes)]


def takes_from_rows(rows: Iterable[Mapping[str, object]]) -> dict[Slot, int]:
    return {
        Slot(str(row["lens"]), str(row["question"]), str(row["choice"])): int(str(row["version"]))
        for row in rows
    }
