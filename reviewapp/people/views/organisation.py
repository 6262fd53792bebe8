"""The list of people, and the organisation's name."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ..access import member_view
from ..domain import NameTaken, rename_organisation
from ..forms import OrganisationForm
from ..models import Organisation, Role
from ..queries import members_of, people_filter

PER_PAGE = 50


@require_safe
@member_view()
def organisation(request: HttpRequest) -> HttpResponse:
    wanted = people_filter(request.GET.dict())
    found = members_of(request.organisation, wanted)  # type: ignore[attr-defined]
    context = {
        "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "roles": Role.choices,
        "wanted": wanted,
    }
    return render(request, "people/organisation.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.OWNER, write=Role.OWNER)
def organisation_edit(request: HttpRequest) -> HttpResponse:
    current: Organisation = request.organisation  # type: ignore[attr-defined]
    sent = request.POST if request.method == "POST" else None
    form = OrganisationForm(sent, initial={"name": current.name})
    if form.is_valid():
        try:
            rename_organisation(current, form.cleaned_data["name"], by=request.user)  # type: ignore[arg-type]
        except NameTaken:
            form.add_error("name", _("There is an organisation of this name already."))
        else:
            messages.success(request, _("Name saved."))
            return redirect("people:organisation")
    status = 422 if form.is_bound else 200
    return render(request, "people/organisation_form.html", {"form": form}, status=status)
