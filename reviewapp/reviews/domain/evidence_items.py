"""Evidence that people attach to an answer: adding, replacing, removing, and what is out of date.

Nothing that was attached is changed: a new date makes a new item in place of the old one, and
what was removed stays in the history.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from reviewapp.files.domain import store_file
from reviewapp.files.uploads import Upload
from reviewapp.people.models import User

from ..models import Answer, EvidenceItem, ItemKind
from .answers import Held, hold_answer
from .evidence_files import drop_unused
from .telling import tell_of_item
from .writing import ReviewClosed

MOST_ITEMS = 50
FILE_COLUMNS = ("file_name", "file_type", "file_size", "file_sha256")


class InvalidItem(Exception):
    """The item cannot be attached; `errors` has the words by field."""

    def __init__(self, **errors: str) -> None:
        super().__init__(" ".join(errors.values()))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class NewItem:
    """What somebody wants to attach. Exactly one of `upload`, `url` and `text` is given."""

    title: str
    choice_id: str = ""
    upload: Upload | None = None
    url: str = ""
    text: str = ""
    valid_until: date | None = None

    @property
    def kind(self) -> str:
        if self.upload:
            return ItemKind.FILE
        return ItemKind.LINK if self.url else ItemKind.NOTE


@transaction.atomic
def attach(*, answer_id: int, item: NewItem, by: User | None) -> EvidenceItem:
    """Attaches an item. Two people at once both stay: nothing that is there is written over.

    Raises:
        InvalidItem: the question has no such choice, or has as much attached as it may.
        QuestionGone: see `hold_answer`.
        ReviewClosed: see there.
    """
    held = _hold_open(answer_id)
    if item.choice_id and item.choice_id not in {each.id for each in held.question.choices}:
        raise InvalidItem(choice=_("This question has no such practice any more. Choose another."))
    if current_items(held.answer).count() >= MOST_ITEMS:
        text = _("At most %(most)d items can be attached to a question. Remove one first.")
        raise InvalidItem(title=text % {"most": MOST_ITEMS})
    made = EvidenceItem.objects.create(
        answer=held.answer,
        choice_id=item.choice_id,
        kind=item.kind,
        title=item.title,
        url=item.url,
        text=item.text,
        valid_until=item.valid_until,
        added_by=by,
        **_file_columns(item.upload, held.workload.organisation_id),
    )
    mark_stale(held.answer)
    tell_of_item(held.workload, made, "attached", by=by)
    return made


@transaction.atomic
def remove_item(item: EvidenceItem, *, by: User | None) -> bool:
    """Takes an item off; False where somebody else did. Its row stays, its bytes may go.

    Raises:
        QuestionGone, ReviewClosed: see `attach`.
    """
    held = _hold_open(item.answer_id)
    if not _take_off(item, by):
        return False
    tell_of_item(held.workload, item, "removed", by=by)
    drop_unused(item.file_id)
    mark_stale(item.answer)
    return True


@transaction.atomic
def renew_item(item: EvidenceItem, *, valid_until: date | None, by: User | None) -> EvidenceItem:
    """The same once more with another date, in place of the old one.

    Raises:
        InvalidItem: somebody removed or renewed it in the meantime.
        QuestionGone, ReviewClosed: see `attach`.
    """
    held = _hold_open(item.answer_id)
    if not _take_off(item, by):
        raise InvalidItem(valid_until=_("Somebody removed or renewed it in the meantime."))
    made = EvidenceItem.objects.create(
        answer=item.answer,
        choice_id=item.choice_id,
        kind=item.kind,
        title=item.title,
        url=item.url,
        text=item.text,
        file_id=item.file_id,
        valid_until=valid_until,
        added_by=by,
        origin_note=item.origin_note,
        copied_from=item.copied_from,
        **{name: getattr(item, name) for name in FILE_COLUMNS},
    )
    EvidenceItem.objects.filter(pk=item.pk).update(replaced_by=made)
    tell_of_item(held.workload, made, "renewed", by=by, before=item.valid_until)
    mark_stale(item.answer)
    return made


def current_items(answer: Answer) -> QuerySet[EvidenceItem]:
    """What is attached and was not removed, oldest first."""
    return answer.items.filter(removed_at=None).select_related("added_by")


def with_attached(answers: QuerySet[Answer]) -> QuerySet[Answer]:
    """The same answers, read with what is attached to each: one more query."""
    items = EvidenceItem.objects.filter(removed_at=None).select_related("added_by")
    return answers.prefetch_related(Prefetch("items", items, to_attr="attached"))


def attached_to(answer: Answer) -> list[EvidenceItem]:
    """Of an answer that was read `with_attached`."""
    found: list[EvidenceItem] = answer.attached  # type: ignore[attr-defined]
    return found


def is_stale(item: EvidenceItem, *, today: date | None = None) -> bool:
    """Whether its last day is over."""
    today = today or timezone.now().date()
    return item.valid_until is not None and item.valid_until < today


def mark_stale(answer: Answer) -> None:
    """Says on the answer whether anything attached is out of date by now."""
    answer.stale = expired_items().filter(answer=answer).exists()
    Answer.every.filter(pk=answer.pk).update(stale=answer.stale)


def mark_all_stale() -> int:
    """As the days go by: marks what went out of date, and takes back a mark that is wrong.

    Returns how many answers changed.
    """
    expired = expired_items().filter(answer=OuterRef("pk"))
    fresh = Answer.every.filter(stale=False).filter(Exists(expired)).update(stale=True)
    gone = Answer.every.filter(stale=True).exclude(Exists(expired)).update(stale=False)
    return fresh + gone


def expired_items() -> QuerySet[EvidenceItem]:
    """Attached, not removed, and past its last day."""
    return EvidenceItem.objects.filter(removed_at=None, valid_until__lt=timezone.now().date())


def _hold_open(answer_id: int) -> Held:
    """The evidence of a closed review stands as its answers do. Raises ReviewClosed."""
    held = hold_answer(answer_id)
    if held.review.closed_at:
        raise ReviewClosed
    return held


def _take_off(item: EvidenceItem, by: User | None) -> bool:
    there = EvidenceItem.objects.filter(pk=item.pk, removed_at=None)
    return bool(there.update(removed_at=timezone.now(), removed_by=by))


def _file_columns(upload: Upload | None, organisation_id: UUID) -> dict[str, Any]:
    if upload is None:
        return {}
    stored = store_file(
        organisation_id=organisation_id,
        name=upload.name,
        content_type=upload.content_type,
        content=upload.content,
    )
    return {
        "file": stored,
        "file_name": stored.name,
        "file_type": stored.content_type,
        "file_size": stored.size,
        "file_sha256": stored.sha256,
    }
