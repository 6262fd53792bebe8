"""What the page of notices and the panel under the bell show."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils import timezone

from reviewapp.people.models import Membership

from .queries import shown_to, unread_count, unread_elsewhere

PER_PAGE = 25
IN_PANEL = 8


def list_context(request: HttpRequest, membership: Membership) -> dict[str, Any]:
    unread_only = request.GET.get("unread") == "1"
    unread = unread_count(membership)
    found = shown_to(membership)
    wanted = found.filter(read_at=None) if unread_only else found
    return {
        "page_obj": Paginator(wanted, PER_PAGE).get_page(request.GET.get("page")),
        "unread_only": unread_only,
        "unread": unread,
        "elsewhere": unread_elsewhere(membership),
        "until": timezone.now().isoformat(),
    }


def panel_context(membership: Membership) -> dict[str, Any]:
    """The newest ones, the unread first."""
    found = shown_to(membership)
    fresh = list(found.filter(read_at=None)[:IN_PANEL])
    rest = found.exclude(read_at=None)[: IN_PANEL - len(fresh)]
    return {
        "notices": [*fresh, *rest],
        "unread": unread_count(membership),
        "until": timezone.now().isoformat(),
    }
