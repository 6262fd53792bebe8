"""Addresses of signing in that are our own."""

from django.urls import path

from .views import entrance, language, organisation, security

app_name = "signin"

urlpatterns = [
    path("language/", language.language, name="language"),
    path("signin/", entrance.find, name="find"),
    path("signin/sent/", entrance.found, name="found"),
    path("signin/at/<slug:slug>/", entrance.entrance, name="entrance"),
    path("accounts/second-factor/", security.second_factor, name="second_factor"),
    path("accounts/sessions/<int:session_id>/end/", security.session_end, name="session_end"),
    path("organisation/security/", organisation.security, name="organisation"),
    path("organisation/security/sign-in/", organisation.provider, name="provider"),
    path("organisation/security/sign-in/test/", organisation.provider_test, name="provider_test"),
    path(
        "organisation/security/sign-in/remove/",
        organisation.provider_remove,
        name="provider_remove",
    ),
]
