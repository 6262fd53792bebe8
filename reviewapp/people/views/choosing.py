"""Which of their organisations a person speaks for."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..access import signed_in
from ..middleware import CHOSEN


@require_POST
@signed_in
def switch(request: HttpRequest) -> HttpResponse:
    """Raises Http404 for an organisation that is none of the person's, as for none at all."""
    asked = request.POST.get("organisation", "")
    for membership in request.memberships:  # type: ignore[attr-defined]
        if str(membership.organisation_id) == asked:
            request.session[CHOSEN] = asked
            messages.success(request, _("You now work in %s.") % membership.organisation.name)
            return redirect("dashboard")
    raise Http404
