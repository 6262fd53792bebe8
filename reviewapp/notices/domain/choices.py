"""How people want to be told: of which kinds, where, and when."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction

from reviewapp.notices.models import (
    WAITING,
    ByMail,
    Choice,
    Kind,
    MailState,
    Notice,
    Preferences,
)
from reviewapp.people.models import User

AT_ONCE_AT_FIRST = frozenset({Kind.ASSIGNED, Kind.MENTIONED, Kind.REPLIED, Kind.REREVIEW_DUE})

MAIL_STATES = {
    ByMail.AT_ONCE: MailState.AT_ONCE,
    ByMail.DIGEST: MailState.DIGEST,
    ByMail.NEVER: MailState.NONE,
}


@dataclass(frozen=True)
class Wish:
    """Of one person and kind."""

    in_app: bool
    by_mail: ByMail

    @property
    def nothing(self) -> bool:
        return not self.in_app and self.by_mail == ByMail.NEVER


def wish_at_first(kind: str) -> Wish:
    """What holds until a person says otherwise: at once where somebody waits for an answer."""
    at_once = Kind(kind) in AT_ONCE_AT_FIRST
    return Wish(in_app=True, by_mail=ByMail.AT_ONCE if at_once else ByMail.DIGEST)


def wishes_for(kind: str, user_ids: Collection[int]) -> dict[int, Wish]:
    """What each of these people wants to hear of one kind, with one query."""
    found = {user_id: wish_at_first(kind) for user_id in user_ids}
    for choice in Choice.objects.filter(kind=kind, user__in=user_ids):
        found[choice.user_id] = Wish(choice.in_app, ByMail(choice.by_mail))
    return found


def wishes_of(user: User) -> dict[Kind, Wish]:
    """What one person wants to hear of every kind."""
    found = {kind: wish_at_first(kind) for kind in Kind}
    for choice in Choice.objects.filter(user=user):
        found[Kind(choice.kind)] = Wish(choice.in_app, ByMail(choice.by_mail))
    return found


@transaction.atomic
def set_wish(user: User, kind: str, wish: Wish) -> None:
    """Holds for what waits for a mail as well: who wants none gets none from now on."""
    Choice.objects.update_or_create(
        user=user,
        kind=Kind(kind),
        defaults={"in_app": wish.in_app, "by_mail": wish.by_mail},
    )
    waiting = Notice.objects.filter(user=user, kind=kind, mail__in=WAITING)
    waiting.update(mail=MAIL_STATES[wish.by_mail])


def preferences_of(user: User) -> Preferences:
    """When the person gets the digest; a row that is not stored where nothing was chosen."""
    return Preferences.objects.filter(user=user).first() or Preferences(user=user)


def set_digest(user: User, *, time_zone: str, hour: int) -> None:
    Preferences.objects.update_or_create(
        user=user, defaults={"time_zone": time_zone, "digest_hour": hour}
    )
