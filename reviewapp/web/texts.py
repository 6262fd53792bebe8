"""The texts of static/js in other languages, as one script that browsers keep."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe
from django.views.i18n import JavaScriptCatalog

STAGE = "reviewapp.web"
YEAR = 365 * 24 * 3600

_catalogue = JavaScriptCatalog.as_view(packages=[STAGE])


@require_safe
def texts(request: HttpRequest, *, language: str, texts_version: str) -> HttpResponseBase:
    """The catalogue of one language. The address changes with what it holds.

    Raises Http404 where it has none; an older version's page gets the present one, not kept.
    """
    present = version_of(language)
    if not present:
        raise Http404
    with translation.override(language):
        response = _catalogue(request)
    kept = f"private, max-age={YEAR}, immutable" if texts_version == present else "no-store"
    response.headers["Cache-Control"] = kept
    response.headers["Content-Language"] = language
    return response


def texts_address() -> str:
    """Of the catalogue in the language that holds now; empty where scripts speak it already."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    version = version_of(language)
    return reverse("web:texts", args=[language, version]) if version else ""


@cache
def version_of(language: str) -> str:
    """Of the compiled catalogue of static/js; empty where there is none."""
    if language not in dict(settings.LANGUAGES):
        return ""
    folder = Path(apps.get_app_config("web").path) / "locale" / translation.to_locale(language)
    path = folder / "LC_MESSAGES" / "djangojs.mo"
    return sha256(path.read_bytes()).hexdigest()[:16] if path.is_file() else ""
