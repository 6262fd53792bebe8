"""What stacks, resource groups and applications contain, as a run's facts have it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from pillars.relations import ANY
from pillars.scope import Mean, Members, Scope, stack_member
from reviewapp.collection.models import PartState, Run

KINDS = {
    Mean.STACK: "cloudformation.stack_members",
    Mean.GROUP: "resourcegroups.group",
    Mean.APPLICATION: "appregistry.application",
}
STACKS = "cloudformation.stack"
NOT_ASKED = "the last scan did not ask for it; scan again"
READ = (PartState.READ, PartState.NOT_USED)

Place = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Answer:
    data: Mapping[str, Any]
    reason: str


def members_of(run: Run, scope: Scope) -> list[Members]:
    """For each mean of the scope and each place of the run: what it contains there, or why that
    is not known.
    """
    return [each for mean in Mean if scope.named(mean) for each in _of_mean(run, scope, mean)]


def _of_mean(run: Run, scope: Scope, mean: Mean) -> Iterator[Members]:
    answers, unread = _answers(run, mean), _unread(run, mean)
    nowhere = _places_without(run, scope.stacks) if mean is Mean.STACK else frozenset()
    for account, region in _places(run):
        for name in scope.named(mean):
            answer = answers.get((account, region, name))
            if answer is None:
                asked = (account, region, name) in nowhere
                reason = "" if asked else unread.get((account, region), NOT_ASKED)
                yield Members(mean, name, account, region, reason=reason)
            else:
                yield _members(mean, name, (account, region), answer)


def _members(mean: Mean, name: str, place: Place, answer: _Answer) -> Members:
    return Members(
        mean,
        name,
        *place,
        members=frozenset(_named(answer.data)),
        tags=tuple(_tags(answer.data)),
        reason=answer.reason,
    )


def _named(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for each in data.get("Members") or ():
        if each.get("Arn"):
            yield ANY, str(each["Arn"])
        elif found := stack_member(str(each.get("Type")), str(each.get("Id") or "")):
            yield found


def _tags(data: Mapping[str, Any]) -> Iterator[Mapping[str, str]]:
    yield from (tags for tags in (data.get("Tags"), *data.get("OtherTags", ())) if tags)


def _answers(run: Run, mean: Mean) -> Mapping[tuple[str, str, str], _Answer]:
    facts = run.facts.filter(kind=KINDS[mean])
    return {
        (account, region, str(data.get("Asked"))): _Answer(data, " ".join(unread.values()))
        for account, region, data, unread in facts.values_list(
            "account", "region", "data", "unread"
        )
    }


def _unread(run: Run, mean: Mean) -> Mapping[Place, str]:
    rows = run.readings.filter(kind=KINDS[mean]).exclude(state__in=READ)
    return {
        (account, region): reason or "it was not read"
        for account, region, reason in rows.values_list("account", "region", "reason")
    }


def _places(run: Run) -> list[Place]:
    """Every account and region of the run: whatever reads stacks is read in all of them."""
    rows = run.readings.filter(kind=STACKS).values_list("account", "region")
    return sorted(set(rows))


def _places_without(run: Run, stacks: Collection[str]) -> frozenset[tuple[str, str, str]]:
    """Where a stack is not: every run reads which stacks there are."""
    read = run.readings.filter(kind=STACKS, state__in=READ).values_list("account", "region")
    named = Q(resource__in=stacks) | Q(name__in=stacks)
    rows = run.facts.filter(named, kind=STACKS)
    there = {
        (account, region, word)
        for account, region, *words in rows.values_list("account", "region", "resource", "name")
        for word in words
    }
    return frozenset((*place, name) for place in read for name in stacks) - there
