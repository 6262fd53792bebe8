"""What of allauth behaves in our own way."""

import logging
from smtplib import SMTPException
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import render
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from requests import Session

from reviewapp.isolation.scopes import everything
from reviewapp.people.adapter import AccountAdapter as GivenAccounts
from reviewapp.people.models import User
from reviewapp.web.languages import known

from .apps_of_organisations import app_of
from .domain.admitting import Refused, admit, join, linked
from .models import IdentityProvider, Protocol
from .outgoing import outgoing_session
from .saml import usable_providers
from .sealing import seal, unseal

logger = logging.getLogger(__name__)


class AccountAdapter(GivenAccounts):
    def new_user(self, request: HttpRequest) -> User:
        """Of somebody who comes by themselves: their address waits for proof."""
        user: User = super().new_user(request)
        user.self_made = True  # type: ignore[attr-defined]
        return user

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """In the language of whoever gets it, if they chose one; else of whoever asked for it."""
        with override(known(getattr(context.get("user"), "language", "")) or get_language()):
            super().send_mail(template_prefix, email, context)

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """The change that the mail tells of has happened, whether the mail goes out or not."""
        try:
            super().send_notification_mail(*args, **kwargs)
        except (OSError, SMTPException):
            logger.exception("A mail about a change of an account was not sent")


class MFAAdapter(DefaultMFAAdapter):
    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return _("Passkey %(number)d") % {"number": number}


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Knows the organisations' own providers, and lets in whom `admit` lets in."""

    def list_apps(
        self,
        request: HttpRequest,  # noqa: ARG002 - allauth's signature
        provider: str | None = None,
        client_id: str | None = None,
    ) -> list[SocialApp]:
        """The app of the organisation that is named; there is no list of all of them."""
        found = _provider(client_id if provider == Protocol.SAML else provider)
        if found is None or (provider == Protocol.SAML and found.protocol != Protocol.SAML):
            return []
        return [app_of(found)]

    def get_requests_session(self) -> Session:
        return outgoing_session()

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        provider = _provider(sociallogin.account.provider)
        try:
            with everything():
                self._admit(request, provider, sociallogin)
        except Refused as refused:
            context = {"reason": refused.reason, "provider": provider}
            answer = render(request, "signin/refused.html", context, status=403)
            raise ImmediateHttpResponse(answer) from refused

    def _admit(
        self, request: HttpRequest, provider: IdentityProvider | None, login: SocialLogin
    ) -> None:
        if provider is None or login.state.get("process") != "login":
            raise Refused(_("This sign-in is closed."))
        known = login.user if login.is_existing else None
        admitted = admit(provider, known=known, addresses=login.email_addresses)
        if known is None and admitted.user is not None:
            login.connect(request, admitted.user)
            linked(provider, admitted.user)
        elif admitted.user is None:
            address = EmailAddress(email=admitted.email, verified=True, primary=True)
            login.email_addresses = [address]
            login.user.email = admitted.email

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Whoever comes this far was admitted."""
        return True

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        return True

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: Any) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        user.name = str(data.get("name") or " ".join(filter(None, parts)))[:150]
        return user

    def save_user(self, request: HttpRequest, sociallogin: SocialLogin, form: Any = None) -> User:
        provider = _provider(sociallogin.account.provider)
        assert provider is not None  # noqa: S101 - admitted through it
        with everything(), transaction.atomic():
            user: User = super().save_user(request, sociallogin, form)
            join(provider, user)
        return user


def _provider(key: str | None) -> IdentityProvider | None:
    try:
        organisation_id = UUID(key or "")
    except ValueError:
        return None
    with everything():
        return usable_providers().filter(pk=organisation_id).first()
