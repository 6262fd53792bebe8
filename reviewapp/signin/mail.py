"""Mail with the address at which an organisation's members sign in."""

from collections.abc import Sequence

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from .models import IdentityProvider


def entrance_address(provider: IdentityProvider) -> str:
    return settings.BASE_URL + reverse("signin:entrance", kwargs={"slug": provider.slug})


def mail_entrances(email: str, providers: Sequence[IdentityProvider]) -> None:
    found = [(each.name, entrance_address(each)) for each in providers]
    send_mail(
        subject=_("How to sign in"),
        message=render_to_string("signin/entrances.txt", {"entrances": found}),
        from_email=None,
        recipient_list=[email],
    )
