"""Addresses of allauth, without those that this product has no use for.

`mfa_index` is the name under which allauth returns to the page that gathers a person's own
security. People link no accounts by themselves: an organisation's sign-in does (`admitting`).
"""

from allauth.mfa.base import views as mfa
from allauth.socialaccount import views as socialaccount
from django.urls import include, path

from . import oidc, saml
from .views.security import security

urlpatterns = [
    path("", include("allauth.account.urls")),
    path("security/", security, name="mfa_index"),
    path("2fa/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("2fa/reauthenticate/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("2fa/totp/", include("allauth.mfa.totp.urls")),
    path("2fa/recovery-codes/", include("allauth.mfa.recovery_codes.urls")),
    path("2fa/passkeys/", include("allauth.mfa.webauthn.urls")),
    path("sessions/", include("allauth.usersessions.urls")),
    path("oidc/<str:provider_id>/callback/", oidc.callback, name="openid_connect_callback"),
    path("oidc/cancelled/", socialaccount.login_cancelled, name="socialaccount_login_cancelled"),
]

if saml.INSTALLED:
    from allauth.socialaccount.providers.saml import views as saml_views

    urlpatterns += [
        path("saml/<str:organization_slug>/acs/", saml_views.acs, name="saml_acs"),
        path("saml/<str:organization_slug>/finish/", saml_views.finish_acs, name="saml_finish_acs"),
        path("saml/<str:organization_slug>/metadata/", saml_views.metadata, name="saml_metadata"),
        path("saml/<str:organization_slug>/out/", saml_views.sls, name="saml_sls"),
    ]
