"""Links in mails that end mails, without signing in.

One-click as in RFC 8058: mail programs POST to the address of `List-Unsubscribe`. The address is
signed for one person and what the mail was about, and good for two years.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from reviewapp.isolation.scopes import everything
from reviewapp.people.models import User

from .domain import Wish, set_wish, wishes_of
from .models import ByMail, Kind

SALT = "notices.unsubscribe"
GOOD_FOR = timedelta(days=730)
DIGEST = "digest"


@dataclass(frozen=True)
class Unsubscription:
    """Whose mails end, and which: of these kinds, or all that the digest brings."""

    user: User
    kinds: tuple[Kind, ...]
    digest: bool

    def ends(self) -> list[Kind]:
        if not self.digest:
            return list(self.kinds)
        wishes = wishes_of(self.user)
        return [kind for kind, wish in wishes.items() if wish.by_mail == ByMail.DIGEST]


def unsubscribe_link(user: User, kinds: Collection[str], *, digest: bool = False) -> str:
    """The whole address, for mails."""
    what = [DIGEST] if digest else sorted(set(kinds))
    signed = signing.dumps({"user": user.pk, "what": what}, salt=SALT)
    return f"{settings.BASE_URL}{reverse('notices:unsubscribe', kwargs={'signed': signed})}"


def unsubscribe_headers(link: str) -> dict[str, str]:
    return {
        "List-Unsubscribe": f"<{link}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def read_signed(signed: str) -> Unsubscription | None:
    """What a link asks for; None where it is wrong, too old, or the person is gone."""
    try:
        asked = signing.loads(signed, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=asked["user"], is_active=True).first()
    if user is None:
        return None
    kinds = tuple(Kind(each) for each in asked["what"] if each in Kind.values)
    return Unsubscription(user, kinds, digest=DIGEST in asked["what"])


@everything()  # nobody is signed in, and the person's notices may be of any organisation
@transaction.atomic
def unsubscribe(asked: Unsubscription) -> None:
    """Ends the mails; what the app shows stays. Twice is as once."""
    wishes = wishes_of(asked.user)
    for kind in asked.ends():
        set_wish(asked.user, kind, Wish(wishes[kind].in_app, ByMail.NEVER))
