"""Suppressions: made, changed, ended, expired, and every step kept.

Whatever moves what is covered marks the newest findings at once and asks for the suggestions to
be worked out again: a row of `Reapplying`, whose work a later stage does, since this one knows
no suggestions.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from pillars.suppressions import Scope, faults
from reviewapp.audit.domain import record
from reviewapp.findings.checks import checks_by_id
from reviewapp.findings.elsewhere import title_elsewhere
from reviewapp.findings.models import (
    Reapplying,
    Suppression,
    SuppressionChange,
    SuppressionStep,
)
from reviewapp.findings.queries import newest_judged
from reviewapp.jobs.domain import enqueue
from reviewapp.jobs.models import ACTIVE_STATES
from reviewapp.people.models import Organisation, User
from reviewapp.workloads.models import Workload

from ..words import fault_words
from .covering import apply_suppressions

# Nobody remembers for longer why something was let be; whoever still means it says so again.
LONGEST = timedelta(days=366)
SHORTEST_REASON, LONGEST_REASON = 10, 2000
AT_ONCE = 200


class InvalidSuppression(Exception):
    """What was asked for cannot be kept; `errors` maps a field (`""`: all of it) to a sentence."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = dict(errors)


@dataclass(frozen=True, slots=True)
class Terms:
    """What may change later: why, who answers for it, and until when."""

    reason: str
    owner: User
    expires_on: date


@transaction.atomic
def make_suppression(
    *,
    organisation: Organisation,
    workload: Workload | None,
    scope: Scope,
    terms: Terms,
    by: User | None,
    today: date | None = None,
) -> Suppression:
    """Suppresses the failing findings of a scope, of one workload or of all the organisation's.

    Raises:
        InvalidSuppression: an unknown check, a scope that covers everything, a reason of less
            than ten characters, an owner from elsewhere, a day that is past or too far away.
    """
    wrong = {
        **fault_words(scope, faults(scope, known=known_checks(scope.check))),
        **_wrong_terms(organisation, terms, today),
    }
    if wrong:
        raise InvalidSuppression(wrong)
    made = Suppression.objects.create(
        organisation=organisation,
        workload=workload,
        check_id=scope.check,
        resource=scope.resource,
        tag=scope.tag,
        account=scope.account,
        region=scope.region,
        reason=_tidy(terms.reason),
        owner=terms.owner,
        expires_on=terms.expires_on,
        created_by=by,
    )
    _record(made, SuppressionStep.MADE, by, after=_words(made))
    reapply(organisation, workload)
    return made


@transaction.atomic
def change_suppression(
    suppression: Suppression, *, terms: Terms, by: User | None, today: date | None = None
) -> bool:
    """Says anew why, who answers for it and until when; False where nothing changed.

    Raises:
        InvalidSuppression: as `make_suppression`, or it has ended.
    """
    held = Suppression.objects.select_for_update(of=("self",)).get(pk=suppression.pk)
    if held.ended_at:
        raise InvalidSuppression({"": _("It has ended. Make another one.")})
    if wrong := _wrong_terms(held.organisation, terms, today):
        raise InvalidSuppression(wrong)
    before = _words(held)
    if held.expires_on != terms.expires_on:
        held.warned_at = None
    held.reason, held.owner = _tidy(terms.reason), terms.owner
    held.expires_on = terms.expires_on
    moved = _moved(before, _words(held))
    if moved:
        held.save()
        _record(held, SuppressionStep.CHANGED, by, before=moved[0], after=moved[1])
    return bool(moved)


@transaction.atomic
def end_suppression(suppression: Suppression, *, by: User | None) -> bool:
    """Its findings count again from now on; False where it had ended."""
    if not _end(suppression, SuppressionStep.ENDED, by):
        return False
    reapply(suppression.organisation, suppression.workload)
    return True


@transaction.atomic
def end_expired(*, today: date | None = None) -> int:
    """Ends every suppression whose day has come; returns how many. Safe to run at once twice."""
    day = today or timezone.now().date()
    due = Suppression.objects.filter(ended_at=None, expires_on__lte=day)
    found = due.select_related("organisation", "workload").order_by("expires_on")
    ended = [each for each in found[:AT_ONCE] if _end(each, SuppressionStep.EXPIRED, None)]
    for organisation, workload in {(each.organisation, each.workload) for each in ended}:
        reapply(organisation, workload)
    return len(ended)


def reapply(organisation: Organisation, workload: Workload | None) -> Reapplying:
    """Asks for findings to be marked and suggestions worked out again, of one workload or all.

    The findings of one workload are marked at once; suggestions follow in a worker.
    """
    same = Reapplying.objects.filter(organisation=organisation, workload=workload)
    same.exclude(state__in=ACTIVE_STATES).delete()
    if workload and (run := newest_judged(workload)):
        apply_suppressions(run)
    made = Reapplying.objects.create(organisation=organisation, workload=workload)
    enqueue(made)
    return made


def known_checks(asked: str) -> Collection[str]:
    """The ids of our checks, and the one asked for where it is a rule of another tool."""
    own = checks_by_id().keys()
    return own if asked in own or not title_elsewhere(asked) else {*own, asked}


def _end(suppression: Suppression, step: SuppressionStep, by: User | None) -> bool:
    """Whoever ends it first has ended it."""
    now = timezone.now()
    if not Suppression.objects.filter(pk=suppression.pk, ended_at=None).update(
        ended_at=now, ended_by=by
    ):
        return False
    suppression.ended_at, suppression.ended_by = now, by
    _record(suppression, step, by)
    return True


def _wrong_terms(organisation: Organisation, terms: Terms, today: date | None) -> dict[str, str]:
    day = today or timezone.now().date()
    wrong = {}
    length = len(_tidy(terms.reason))
    if not SHORTEST_REASON <= length <= LONGEST_REASON:
        wrong["reason"] = _(
            "A reason has %(least)s to %(most)s characters; this has %(length)s."
        ) % {"least": SHORTEST_REASON, "most": LONGEST_REASON, "length": length}
    if terms.expires_on <= day:
        wrong["expires_on"] = _("Choose a day that is still to come.")
    elif terms.expires_on > day + LONGEST:
        wrong["expires_on"] = _("Choose a day within a year; it can be moved on before it comes.")
    if not organisation.memberships.filter(user=terms.owner, user__is_active=True).exists():
        wrong["owner"] = _("Choose a member of the organisation.")
    return wrong


def _tidy(reason: str) -> str:
    return reason.replace("\x00", " ").replace("\r\n", "\n").strip()


def _words(suppression: Suppression) -> dict[str, str]:
    """What history keeps of a suppression, as texts."""
    return {
        "reason": suppression.reason,
        "owner": str(suppression.owner or ""),
        "expires_on": suppression.expires_on.isoformat(),
    }


def _moved(
    before: Mapping[str, str], after: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]] | None:
    names = [name for name in before if before[name] != after[name]]
    if not names:
        return None
    return {name: before[name] for name in names}, {name: after[name] for name in names}


def _record(suppression: Suppression, step: SuppressionStep, by: User | None, **said: Any) -> None:
    SuppressionChange.objects.create(suppression=suppression, what=step, by=by, **said)
    record(
        organisation=suppression.organisation_id,
        action=f"suppression.{step}",
        by=by,
        subject=suppression.check_id or "Any check",
        workload=suppression.workload,
        before=said.get("before"),
        after={**_scope_words(suppression), **said.get("after", {})},
    )


def _scope_words(suppression: Suppression) -> dict[str, str]:
    names = ("resource", "tag", "account", "region")
    return {name: value for name in names if (value := str(getattr(suppression, name)))}
