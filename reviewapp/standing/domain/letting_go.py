"""Taking a template off a workload: its answers stay, and say where they came from."""

from collections.abc import Iterable, Sequence

from reviewapp.people.models import User
from reviewapp.reviews.domain.decisions import decision_of
from reviewapp.reviews.domain.writing import write_answer
from reviewapp.reviews.models import Origin
from reviewapp.workloads.models import Workload

from . import lefts
from .claims import Slot
from .grounds import Ground, read_grounds
from .lefts import Left
from .standings import Standing, places_of, standings_of


def let_go(
    workload: Workload, standing: Standing, others: Sequence[Standing], by: User | None
) -> None:
    """Ends a use on a workload that the caller holds.

    What another template speaks of too goes over to that one, with the base of its merges. Of
    the rest the answers stay as they are, and their history says that the template went.
    """
    passed: dict[Slot, Standing] = {}
    for slot in standing.lefts:
        if heir := next((each for each in others if slot in each.claims), None):
            passed[slot] = heir
    for heir in others:
        _pass_on(heir, {s: standing.lefts[s] for s, each in passed.items() if each is heir})
    _say(workload, standing, standing.lefts.keys() - passed.keys(), by)
    assert standing.use is not None  # noqa: S101 - one that is only tried out left nothing
    standing.use.delete()


def let_go_of_retired(
    workload: Workload, standings: list[Standing], by: User | None
) -> list[Standing]:
    """Ends the uses of templates that were deleted. Gives those that stay, as they are then."""
    gone = [each for each in standings if each.template.retired_at]
    if not gone:
        return standings
    for each in gone:
        now = standings_of([workload])[workload.pk]
        others = [other for other in now if not other.template.retired_at]
        let_go(workload, each, others, by)
    return standings_of([workload])[workload.pk]


def _pass_on(heir: Standing, inherited: dict[Slot, Left]) -> None:
    if inherited and heir.use is not None:
        heir.use.applied = lefts.to_rows({**inherited, **heir.lefts})
        heir.use.save(update_fields=["applied"])


def _say(workload: Workload, standing: Standing, slots: Iterable[Slot], by: User | None) -> None:
    """One more row of history on each answer that came from the template last."""
    places = {(s.lens, s.question) for s in slots if not standing.lefts[s].own}
    if not places:
        return
    (ground,) = read_grounds([workload], places_of([standing]))
    for place in sorted(places):
        answer = ground.answers.get(place)
        if answer is not None and answer.origin == Origin.TEMPLATE:
            _write(ground, place, standing, by)


def _write(ground: Ground, place: tuple[str, str], standing: Standing, by: User | None) -> None:
    answer = ground.answers[place]
    write_answer(
        answer,
        question=ground.question(place),
        decision=decision_of(answer),
        facts=ground.facts,
        verdicts=ground.verdicts_for(answer),
        by=by,
        origin=Origin.TEMPLATE,
        why=f"Template {standing.words}, which is off this workload now; the answer stays.",
    )
