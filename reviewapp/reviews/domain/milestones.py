"""Milestones: frozen copies of a workload's review, with a name."""

from django.db import transaction
from django.db.models import Max, Value
from django.db.models.functions import Lower, Replace
from django.utils.translation import gettext as _

from reviewapp.collection.models import Run
from reviewapp.people.models import User
from reviewapp.workloads.models import Workload
from reviewapp.workloads.recording import record_on

from ..document import review_document
from ..models import Milestone
from .evidence_files import keep_files_of
from .totals import COUNTED, hold_workload

SHORTEST, LONGEST = 3, 100


class InvalidName(Exception):
    """A name that a milestone cannot have; the text says why."""


@transaction.atomic
def save_milestone(
    *, workload: Workload, name: str, by: User | None = None, run: Run | None = None
) -> Milestone:
    """Freezes the workload's review under a name of 3 to 100 characters.

    Names are unique in the workload, ignoring case and spaces. Without a `run`, the milestone
    names the one behind the newest suggestions.

    Raises:
        InvalidName: too short, too long, or taken.
    """
    held = hold_workload(workload.pk)
    tidy = _checked_name(held, name)
    document = review_document(held)
    last = held.milestones.aggregate(last=Max("number"))["last"] or 0
    made = Milestone.objects.create(
        workload=held,
        number=last + 1,
        name=tidy,
        created_by=by,
        run_id=run.pk if run else (document["run"] or {}).get("id"),
        document=document,
        **{column: document["totals"][column] for column in COUNTED},
    )
    keep_files_of(made)
    record_on(held, "milestone.saved", by=by, subject=tidy)
    return made


def free_name(workload: Workload, wanted: str) -> str:
    """`wanted`, with a number behind it where the workload has such a milestone already."""
    candidates = (wanted if number == 1 else f"{wanted} ({number})" for number in range(1, 10_000))
    return next(name for name in candidates if not _taken(workload, name))


def _checked_name(workload: Workload, name: str) -> str:
    tidy = " ".join(name.split())
    if not SHORTEST <= len(tidy) <= LONGEST:
        words = _("A name has %(shortest)d to %(longest)d characters; this has %(length)d.")
        numbers = {"shortest": SHORTEST, "longest": LONGEST, "length": len(tidy)}
        raise InvalidName(words % numbers)
    if "\x00" in tidy:
        raise InvalidName(_("The name holds a character that cannot be kept."))
    if _taken(workload, tidy):
        words = _("This workload has a milestone “%(name)s” already.")
        raise InvalidName(words % {"name": tidy})
    return tidy


def _taken(workload: Workload, name: str) -> bool:
    """As the database's own constraint has it."""
    bare = Lower(Replace(Value(name), Value(" ")))
    same = workload.milestones.annotate(bare=Lower(Replace("name", Value(" "))))
    return same.filter(bare=bare).exists()
