"""Units: which there are, who is what in them, which workloads they own.

Owners of the organisation make and delete units; who owns a unit names it and chooses its people.
"""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..access import member_view
from ..domain import (
    NameTaken,
    NotAMember,
    TooManyUnits,
    create_unit,
    delete_unit,
    give_unit_role,
    rename_unit,
    take_unit_role,
)
from ..domain.units import MOST_UNITS
from ..forms import NOBODY, UNIT_ROLES, UnitForm, UnitRoleForm
from ..models import Membership, Role, Unit
from ..queries import counted_units, role_in_unit, some_addresses, units_seen

PER_PAGE = 50
MOST_WORKLOADS = 100


@require_safe
@member_view(read=Role.MEMBER)
def units(request: HttpRequest) -> HttpResponse:
    found = counted_units(request.membership)  # type: ignore[attr-defined]
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/units.html", {"page_obj": page})


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.OWNER, write=Role.OWNER)
def unit_create(request: HttpRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else None
    form = UnitForm(sent)
    if form.is_valid():
        try:
            unit = create_unit(
                organisation=request.organisation,  # type: ignore[attr-defined]
                name=form.cleaned_data["name"],
                by=request.user,  # type: ignore[arg-type]
            )
        except NameTaken:
            form.add_error("name", _("Your organisation has a unit of this name already."))
        except TooManyUnits:
            form.add_error("name", _("An organisation has at most %d units.") % MOST_UNITS)
        else:
            messages.success(request, _("%s is here. Say who belongs to it.") % unit.name)
            return redirect("people:unit", unit_id=unit.pk)
    status = 422 if sent is not None else 200
    return render(request, "people/unit_form.html", {"form": form}, status=status)


@require_safe
@member_view(read=Role.MEMBER)
def unit(request: HttpRequest, *, unit_id: int) -> HttpResponse:
    found = _unit(request, unit_id)
    form = UnitRoleForm(organisation=found.organisation)
    return _unit_page(request, found, form)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.MEMBER, write=Role.MEMBER)
def unit_edit(request: HttpRequest, *, unit_id: int) -> HttpResponse:
    found = _own_unit(request, unit_id)
    sent = request.POST if request.method == "POST" else None
    form = UnitForm(sent, initial={"name": found.name})
    if form.is_valid():
        try:
            rename_unit(found, form.cleaned_data["name"], by=request.user)  # type: ignore[arg-type]
        except NameTaken:
            form.add_error("name", _("Your organisation has a unit of this name already."))
        else:
            messages.success(request, _("Name saved."))
            return redirect("people:unit", unit_id=found.pk)
    context = {"form": form, "unit": found}
    return render(
        request, "people/unit_form.html", context, status=422 if sent is not None else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.OWNER, write=Role.OWNER)
def unit_delete(request: HttpRequest, *, unit_id: int) -> HttpResponse:
    found = _unit(request, unit_id)
    if request.method != "POST":
        context = {"unit": found, "held": found.workloads.count()}
        return render(request, "people/unit_delete.html", context)
    delete_unit(found, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("%s is deleted. Its workloads are of no unit now.") % found.name)
    return redirect("people:units")


@require_POST
@member_view(write=Role.MEMBER)
def unit_give(request: HttpRequest, *, unit_id: int) -> HttpResponse:
    """Gives a member a role in the unit, or another one than before."""
    found = _own_unit(request, unit_id)
    form = UnitRoleForm(request.POST, organisation=found.organisation)
    if not form.is_valid():
        return _unit_page(request, found, form, status=422)
    person, role = form.cleaned_data["email"], Role(form.cleaned_data["role"])
    try:
        give_unit_role(unit=found, user=person, role=role, by=request.user)  # type: ignore[arg-type]
    except NotAMember:
        form.add_error("email", str(NOBODY))
        return _unit_page(request, found, form, status=422)
    said = _("%(person)s is %(role)s in %(unit)s.")
    messages.success(request, said % {"person": person, "role": role.label, "unit": found.name})
    return redirect("people:unit", unit_id=found.pk)


@require_POST
@member_view(write=Role.MEMBER)
def unit_take(request: HttpRequest, *, unit_id: int, held_id: int) -> HttpResponse:
    found = _own_unit(request, unit_id)
    held = get_object_or_404(found.roles.select_related("user", "unit"), pk=held_id)
    take_unit_role(held, by=request.user)  # type: ignore[arg-type]
    said = _("%(person)s is no longer in %(unit)s.")
    messages.success(request, said % {"person": held.user, "unit": found.name})
    return redirect("people:unit", unit_id=found.pk)


def _unit(request: HttpRequest, unit_id: int) -> Unit:
    seen = units_seen(request.membership).select_related("organisation")  # type: ignore[attr-defined]
    return get_object_or_404(seen, pk=unit_id)


def _own_unit(request: HttpRequest, unit_id: int) -> Unit:
    """Raises PermissionDenied unless the person owns the unit or the organisation."""
    found = _unit(request, unit_id)
    if role_in_unit(request.membership, found) != Role.OWNER:  # type: ignore[attr-defined]
        raise PermissionDenied
    return found


def _unit_page(
    request: HttpRequest, found: Unit, form: UnitRoleForm, *, status: int = 200
) -> HttpResponse:
    membership: Membership = request.membership  # type: ignore[attr-defined]
    manages = role_in_unit(membership, found) == Role.OWNER
    roles = found.roles.select_related("user").order_by("user__name", "user__email")
    workloads = found.workloads.filter(archived_at=None).order_by("name")
    context = {
        "unit": found,
        "form": form,
        "manages": manages,
        "roles": UNIT_ROLES,
        "page_obj": Paginator(roles, PER_PAGE).get_page(request.GET.get("page")),
        "workloads": workloads[:MOST_WORKLOADS],
        "workloads_count": workloads.count(),
        "addresses": some_addresses(found.organisation) if manages else [],
    }
    return render(request, "people/unit.html", context, status=status)
