"""In which language the pages are, for whoever looks at them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from reviewapp.people.domain.languages import choose_language
from reviewapp.web.languages import remember


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keeps the choice (`language`; empty: as the browser says) and returns to `next`.

    Of somebody signed in it is kept with the account, and in each case in the browser, so that
    it holds once they signed out.
    """
    code = request.POST.get("language", "")
    if request.user.is_authenticated:
        choose_language(request.user, code)
    response = redirect(_way_back(request))
    remember(response, code)
    return response


def _way_back(request: HttpRequest) -> str:
    """Where they were, if that is a page of this site."""
    wanted = request.POST.get("next", "")
    if wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)
