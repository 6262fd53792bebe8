"""Mail to a person who was given an account."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse

from .models import Membership, User


def password_link(user: User) -> str:
    """A link that lets the person set a password; it works once and expires."""
    key = default_token_generator.make_token(user)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": key},
    )
    return f"{settings.BASE_URL}{path}"


def mail_welcome(membership: Membership) -> None:
    context = {"membership": membership, "link": password_link(membership.user)}
    send_mail(
        subject=" ".join(f"Your account for {membership.organisation.name}".split()),
        message=render_to_string("people/welcome.txt", context),
        from_email=None,
        recipient_list=[membership.user.email],
    )
