"""The bell, its panel, and the page of everything that a person was told."""

import json
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_POST, require_safe

from reviewapp.people.access import signed_in
from reviewapp.people.middleware import CHOSEN
from reviewapp.people.models import Membership

from .domain import mark_all_read, mark_read
from .models import Notice
from .pages import list_context, panel_context
from .queries import unread_count


def _membership(request: HttpRequest) -> Membership:
    """Raises Http404 for people without an organisation: nobody tells them anything."""
    found: Membership | None = request.membership  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


@require_safe
@signed_in
def notices(request: HttpRequest) -> HttpResponse:
    return render(request, "notices/list.html", list_context(request, _membership(request)))


@require_safe
@signed_in
def panel(request: HttpRequest) -> HttpResponse:
    return render(request, "notices/_panel.html", panel_context(_membership(request)))


@require_safe
def count(request: HttpRequest) -> HttpResponse:
    """The number at the bell. Pages ask by themselves: nobody is sent away from what they write."""
    membership = request.membership  # type: ignore[attr-defined]
    if membership is None:
        return HttpResponse(status=204)
    return render(request, "notices/_count.html", {"unread": unread_count(membership)})


@require_safe
@signed_in
def follow(request: HttpRequest, *, notice_id: int) -> HttpResponse:
    """Marks it read and goes where it leads, in the organisation that it speaks of."""
    notice = _own(request, notice_id)
    mark_read(notice)
    elsewhere = Membership.active.filter(
        user=notice.user_id, organisation=notice.organisation_id
    ).exclude(pk=_membership(request).pk)
    if elsewhere.exists():
        request.session[CHOSEN] = str(notice.organisation_id)
    return redirect(notice.url)


@require_POST
@signed_in
def read(request: HttpRequest, *, notice_id: int) -> HttpResponse:
    mark_read(_own(request, notice_id))
    return _back(request, focus="top" if request.GET.get("unread") else notice_id)


@require_POST
@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    mark_all_read(_membership(request), until=_until(request))
    return _back(request, focus="top")


def _own(request: HttpRequest, notice_id: int) -> Notice:
    return get_object_or_404(Notice, pk=notice_id, user=request.user)


def _until(request: HttpRequest) -> datetime:
    """When the page was shown; what came later was not seen."""
    try:
        sent = parse_datetime(request.POST.get("until", ""))
    except ValueError:
        sent = None
    return sent if sent and timezone.is_aware(sent) else timezone.now()


def _back(request: HttpRequest, *, focus: int | str) -> HttpResponse:
    """The page of notices as it was, or what of it the button stands in; the bell counts again.

    `focus` is the notice that has the focus then, whose button is gone, or "top".
    """
    if not request.htmx:  # type: ignore[attr-defined]
        asked = request.GET.urlencode()
        return redirect(reverse("notices:list") + (f"?{asked}" if asked else ""))
    membership = _membership(request)
    if request.htmx.target == "notices-panel":  # type: ignore[attr-defined]
        page, context = "notices/_panel.html", panel_context(membership)
    else:
        page, context = "notices/_list.html", list_context(request, membership)
    response = render(request, page, {**context, "focus": focus})
    response["HX-Trigger"] = json.dumps({"notices:read": {}})
    return response
