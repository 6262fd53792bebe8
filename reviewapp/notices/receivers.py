"""What this stage does when something happens to a person."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from reviewapp.people.models import Role, Unit, User
from reviewapp.web import zones

from .domain import notify
from .models import Kind, Preferences


def remember_zone(request: HttpRequest | None, user: User, **_signal: Any) -> None:
    """Only a zone that the person chose: else the browser's counts."""
    chosen = Preferences.objects.filter(user=user).values_list("time_zone", flat=True).first()
    if request is not None and chosen:
        request.session[zones.KEY] = chosen


def tell_of_unit_role(
    *, unit: Unit, user: User, role: str, by: User | None, **_signal: Any
) -> None:
    """Somebody sees the workloads of a unit from now on, or may do something else there."""

    def said() -> str:
        return _("You are %(role)s in the unit %(unit)s.") % {
            "role": Role(role).label,
            "unit": unit.name,
        }

    notify(
        users=[user],
        kind=Kind.INVITED,
        organisation=unit.organisation,
        text=said,
        url=reverse("workloads:list"),
        by=by,
        key=f"unit-role:{unit.pk}",
    )
