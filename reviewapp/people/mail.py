"""Mail to people who are invited, and links for those who were given an account."""

import logging
from smtplib import SMTPException

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from .domain import note_sent
from .models import Invitation, User

logger = logging.getLogger(__name__)


def password_link(user: User) -> str:
    """A link that lets the person set a password; it works once and expires."""
    key = default_token_generator.make_token(user)
    path = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": key},
    )
    return f"{settings.BASE_URL}{path}"


def mail_invitation(invitation: Invitation, token: str) -> bool:
    """Mails the link, in the language of whoever has an account, else in that of who invites.

    False: it could not be sent, which the log tells without the link.
    """
    known = User.objects.filter(email=invitation.email).first()
    with override(known.reading_language if known else get_language()):
        return _mail_invitation(invitation, token)


def _mail_invitation(invitation: Invitation, token: str) -> bool:
    path = reverse("people:invitation_open", kwargs={"invited_token": token})
    context = {"invitation": invitation, "link": f"{settings.BASE_URL}{path}"}
    subject = _("You are invited to %s") % invitation.organisation.name
    try:
        send_mail(
            subject=" ".join(subject.split()),
            message=render_to_string("people/invitation.txt", context),
            from_email=None,
            recipient_list=[invitation.email],
        )
    except (OSError, SMTPException):
        logger.exception("The mail of invitation %s was not sent", invitation.pk)
        return False
    note_sent(invitation)
    return True
