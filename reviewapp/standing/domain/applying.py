"""Writing what a workload's templates say into its answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from reviewapp.audit.domain import gathering
from reviewapp.people.models import User
from reviewapp.reviews.domain.decisions import settled
from reviewapp.reviews.domain.totals import hold_workload, recount
from reviewapp.reviews.domain.writing import write_answer
from reviewapp.reviews.models import Origin
from reviewapp.workloads.models import Workload

from ..models import TemplateUse
from . import lefts
from .grounds import Ground, read_grounds
from .letting_go import let_go_of_retired
from .merging import Fate
from .planning import QuestionPlan, Takes, WorkloadPlan, plan_workload
from .standings import Standing, places_of, standings_of

WRITES = (Fate.FOLLOWS, Fate.IN_STEP, Fate.AGREES, Fate.WITHDRAWN, Fate.RELEASED)


@dataclass(frozen=True, slots=True)
class Applied:
    """How many answers changed, how many choices stayed as people decided them, and how many
    that people had decided were given to a template.
    """

    changed: int = 0
    kept: int = 0
    given: int = 0


@transaction.atomic
@gathering()
def apply_templates(workload_id: UUID, *, by: User | None, takes: Takes | None = None) -> Applied:
    """Brings a workload's answers in step with its templates, as far as people left them.

    One transaction that holds the workload: whoever saves an answer meanwhile comes before it,
    and is seen, or after it, and is told of a newer version. Doing it twice changes nothing.

    Args:
        workload_id: the workload.
        by: who asked for it.
        takes: see `plan_workload`.

    Raises:
        Workload.DoesNotExist: it was deleted.
    """
    workload = hold_workload(workload_id)
    standings = let_go_of_retired(workload, standings_of([workload])[workload.pk], by)
    plan = plan_now(workload, standings, takes)
    for question in plan.changes:
        _write(plan.ground, question, by)
    recount(workload, *{each.review.pk: each.review for each in plan.changes}.values())
    keep_lefts(standings, plan)
    return Applied(len(plan.changes), plan.kept, plan.given)


def plan_now(
    workload: Workload, standings: list[Standing], takes: Takes | None = None
) -> WorkloadPlan:
    """The plan of one workload with these templates."""
    (ground,) = read_grounds([workload], places_of(standings))
    return plan_workload(ground, standings, takes)


def keep_lefts(standings: Iterable[Standing], plan: WorkloadPlan) -> None:
    """Remembers what each template left, and which version that was."""
    for standing in standings:
        if standing.use is not None:
            _keep(standing.use, standing.version, plan)


def _keep(use: TemplateUse, version: int, plan: WorkloadPlan) -> None:
    use.applied = lefts.to_rows(plan.lefts[use.template_id])
    use.version, use.takes, use.due, use.applied_at = version, [], False, timezone.now()
    use.save(update_fields=["applied", "version", "takes", "due", "applied_at"])


def _write(ground: Ground, plan: QuestionPlan, by: User | None) -> None:
    write_answer(
        plan.answer,
        question=plan.question,
        decision=settled(plan.question, plan.after),
        facts=ground.facts,
        verdicts=ground.verdicts_for(plan.answer),
        by=by,
        origin=Origin.TEMPLATE,
        why=_why(plan),
    )


def _why(plan: QuestionPlan) -> str:
    """`Template “Logging”, version 3.`: every template that has a part in it, once."""
    names = dict.fromkeys(each.standing.words for each in plan.of(*WRITES))
    return f"{'Templates' if len(names) > 1 else 'Template'} {'; '.join(names)}."
