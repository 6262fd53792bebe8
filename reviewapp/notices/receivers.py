"""What a session learns of the person who signs in."""

from typing import Any

from django.http import HttpRequest

from reviewapp.people.models import User
from reviewapp.web import zones

from .models import Preferences


def remember_zone(request: HttpRequest | None, user: User, **_: Any) -> None:
    """Only a zone that the person chose: else the browser's counts."""
    chosen = Preferences.objects.filter(user=user).values_list("time_zone", flat=True).first()
    if request is not None and chosen:
        request.session[zones.KEY] = chosen
