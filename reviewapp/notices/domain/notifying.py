"""Telling people something."""

from collections.abc import Collection, Iterable
from functools import partial
from typing import Any, cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import override

from reviewapp.notices.models import TEXT_LIMIT, URL_LIMIT, ByMail, Kind, MailState, Notice
from reviewapp.notices.signals import noticed, who_may_see
from reviewapp.people.models import Membership, Organisation, User
from reviewapp.web.languages import Words, worded

from .choices import MAIL_STATES, Wish, wishes_for

TRIES = 3


@transaction.atomic
def notify(
    *,
    users: Iterable[User],
    kind: str,
    organisation: Organisation,
    text: Words,
    url: str,
    by: User | None = None,
    workload_id: UUID | str | None = None,
    key: str = "",
    mailed: bool = False,
) -> None:
    """Tells people something, in the app and by mail as each of them chose.

    Belongs into the transaction of what happened, or after it. Whoever did it is not told; nor
    is anybody who is not active, does not see the workload, or is no member of the organisation.

    Args:
        users: whom to tell; for a workload, `people_of` it or some of them.
        kind: one of `Kind`.
        organisation: whose data it speaks of.
        text: one plain sentence; shown as text wherever it appears, line ends become spaces. What
            is lazy or a function is worded for each person in their language.
        url: where it leads, a path of this site.
        by: who did it.
        workload_id: what it is about; whoever does not see it any more does not see the notice.
        key: what is told again under the same key, before it was read, stays one notice with the
            newer text and a count.
        mailed: those who want a mail at once get another one than the notice's.

    Raises:
        ValueError: an unknown kind, or an address that leads elsewhere.
    """
    asked = {user.pk for user in users if by is None or user.pk != by.pk}
    wishes = wishes_for(Kind(kind), _reachable(asked, organisation, workload_id))
    told = {pk: wish for pk, wish in sorted(wishes.items()) if not wish.nothing}
    if not told:
        return
    said = {
        "organisation": organisation,
        "kind": kind,
        "url": _local(url),
        "by": by,
        "workload_id": workload_id,
        "key": key[:200],
        "at": timezone.now(),
    }
    places = {pk: _place(wish, mailed=mailed) for pk, wish in told.items()}
    for language, pks in _by_language(told).items():
        with override(language):
            words = one_line(worded(text))[:TEXT_LIMIT]
        _write({pk: places[pk] for pk in pks}, {**said, "text": words})
    transaction.on_commit(
        partial(noticed.send_robust, Notice, users=list(told), workload_id=workload_id)
    )


def _by_language(people: Iterable[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for user in User.objects.filter(pk__in=people).order_by("pk"):
        found.setdefault(user.reading_language, []).append(user.pk)
    return found


def one_line(text: str) -> str:
    """The text without line ends and what else cannot be seen: nobody writes a second line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _reachable(
    asked: Collection[int], organisation: Organisation, workload_id: UUID | str | None
) -> set[int]:
    """Those who are active and see the workload; members, where it is about none."""
    if workload_id is None:
        members = Membership.active.filter(organisation=organisation, user__in=asked)
        return set(members.values_list("user_id", flat=True))
    return who_sees(workload_id, asked)


def who_sees(workload_id: UUID | str, user_ids: Collection[int]) -> set[int]:
    """Those of some people who may see a workload, as later stages say."""
    answers = who_may_see.send(Notice, user_ids=user_ids, workload_id=workload_id)
    return {user_id for _receiver, found in answers for user_id in cast("set[int]", found)}


def _local(url: str) -> str:
    if not url.startswith("/") or not url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        raise ValueError(f"A notice leads to a path of this site, not to {url!r}")
    if len(url) > URL_LIMIT:
        raise ValueError(f"The address of a notice has at most {URL_LIMIT} characters")
    return url


def _place(wish: Wish, *, mailed: bool) -> dict[str, Any]:
    already = mailed and wish.by_mail == ByMail.AT_ONCE
    state = MailState.NONE if already else MAIL_STATES[wish.by_mail]
    return {"in_app": wish.in_app, "mail": state}


def _write(places: dict[int, dict[str, Any]], said: dict[str, Any]) -> None:
    """Another process may tell the same under the same key at the same moment: then again."""
    for _try in range(TRIES - 1):
        try:
            with transaction.atomic():
                return _merge_or_add(places, said)
        except IntegrityError:
            continue
    return _merge_or_add(places, said)


def _merge_or_add(places: dict[int, dict[str, Any]], said: dict[str, Any]) -> None:
    merged = _merge(places, said) if said["key"] else set()
    fresh = [
        Notice(user_id=pk, waits_since=said["at"], **said, **place)
        for pk, place in places.items()
        if pk not in merged
    ]
    Notice.objects.bulk_create(fresh, batch_size=500)


def _merge(places: dict[int, dict[str, Any]], said: dict[str, Any]) -> set[int]:
    """Those who have not read it yet have it renewed."""
    unread = Notice.objects.filter(user__in=places, key=said["key"], read_at=None)
    found = dict(unread.order_by("user_id").select_for_update().values_list("user_id", "pk"))
    by_place: dict[tuple[tuple[str, Any], ...], list[int]] = {}
    for user_id, pk in found.items():
        by_place.setdefault(tuple(places[user_id].items()), []).append(pk)
    for place, pks in by_place.items():
        _renew(pks, {**said, **dict(place)})
    return set(found)


def _renew(pks: list[int], values: dict[str, Any]) -> None:
    """What waits for a mail already goes on waiting as long as it did, else it might never go."""
    waiting = When(mail=values["mail"], then=F("waits_since"))
    Notice.objects.filter(pk__in=pks).update(
        **values,
        count=F("count") + 1,
        mailing=None,
        waits_since=Case(waiting, default=Value(values["at"])),
    )
