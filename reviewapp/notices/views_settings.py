"""How a person wants to be told, and the link in every mail that ends such mails."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from reviewapp.people.access import signed_in
from reviewapp.people.models import User
from reviewapp.web import zones

from .domain import preferences_of, set_digest, set_wish, wishes_of
from .forms import SettingsForm
from .unsubscribing import read_signed, unsubscribe


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def settings(request: HttpRequest) -> HttpResponse:
    user: User = request.user  # type: ignore[assignment]
    sent = request.POST if request.method == "POST" else None
    form = SettingsForm(sent, wishes=wishes_of(user), preferences=preferences_of(user))
    if form.is_valid():
        _save(user, form)
        request.session[zones.KEY] = form.cleaned_data["time_zone"]
        messages.success(request, _("Saved. You are told like this from now on."))
        return redirect("notices:settings")
    status = 422 if form.is_bound else 200
    crumbs = [(_("Notifications"), reverse("notices:list")), (_("What you are told"), "")]
    context = {"form": form, "crumbs": crumbs}
    return render(request, "notices/settings.html", context, status=status)


@transaction.atomic
def _save(user: User, form: SettingsForm) -> None:
    data = form.cleaned_data
    set_digest(user, time_zone=data["time_zone"], hour=data["digest_hour"])
    now = wishes_of(user)
    for kind, wish in form.wishes().items():
        if wish != now[kind]:
            set_wish(user, kind, wish)


@csrf_exempt  # Mail programs send it (RFC 8058): the signature in the address is the proof.
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe_page(request: HttpRequest, *, signed: str) -> HttpResponse:
    """Asks on GET, since mail servers open links to look at them; ends the mails on POST."""
    asked = read_signed(signed)
    if asked is None:
        return render(request, "notices/unsubscribe.html", {"wrong": True}, status=404)
    context = {"asked": asked, "kinds": asked.ends(), "done": request.method == "POST"}
    if context["done"]:
        unsubscribe(asked)
    return render(request, "notices/unsubscribe.html", context)
