"""When and from where a session was used last."""

from time import monotonic

from allauth.account.adapter import get_adapter
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

SEEN_SECONDS = 300
# For so long a process does not ask again whether a session was noted, of so many sessions.
KNOWN_SECONDS, MOST_KNOWN = 30, 10_000
LONGEST_AGENT = UserSession._meta.get_field("user_agent").max_length
_known_until: dict[str, float] = {}


def note_session(request: HttpRequest) -> None:
    """Writes at most every five minutes; what opened the session wrote the first time."""
    if not begin_noting(request):
        return
    UserSession.objects.filter(session_key=request.session.session_key).update(
        last_seen_at=timezone.now(),
        ip=get_adapter().get_client_ip(request),
        user_agent=request.META.get("HTTP_USER_AGENT", "")[:LONGEST_AGENT],
    )


def begin_noting(request: HttpRequest) -> bool:
    """Whether five minutes have passed since the last time, or up to half a minute more."""
    key, now = request.session.session_key or "", monotonic()
    if _known_until.get(key, 0) > now:
        return False
    if len(_known_until) >= MOST_KNOWN:
        _known_until.clear()
    _known_until[key] = now + KNOWN_SECONDS
    return bool(cache.add(f"signin:seen:{key}", 1, SEEN_SECONDS))
