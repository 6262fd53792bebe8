"""The organisation and its members."""

import logging
from smtplib import SMTPException

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .access import member_view
from .domain import (
    AlreadyMember,
    LastOwner,
    NameTaken,
    add_member,
    change_role,
    remove_member,
    rename_organisation,
)
from .forms import MemberForm, OrganisationForm, RoleForm
from .mail import mail_welcome
from .models import Membership, Organisation, Role

logger = logging.getLogger(__name__)

PER_PAGE = 50
LAST_OWNER = "An organisation keeps at least one owner. Make somebody else an owner first."


@require_safe
@member_view()
def organisation(request: HttpRequest) -> HttpResponse:
    return _page(request, MemberForm())


@require_http_methods(["GET", "HEAD", "POST"])
@member_view(read=Role.OWNER, write=Role.OWNER)
def organisation_edit(request: HttpRequest) -> HttpResponse:
    current: Organisation = request.organisation  # type: ignore[attr-defined]
    sent = request.POST if request.method == "POST" else None
    form = OrganisationForm(sent, initial={"name": current.name})
    if form.is_valid():
        try:
            rename_organisation(current, form.cleaned_data["name"])
        except NameTaken:
            form.add_error("name", "There is an organisation of this name already.")
        else:
            messages.success(request, "Name saved.")
            return redirect("people:organisation")
    status = 422 if form.is_bound else 200
    return render(request, "people/organisation_form.html", {"form": form}, status=status)


@require_POST
@member_view(write=Role.OWNER)
def member_add(request: HttpRequest) -> HttpResponse:
    form = MemberForm(request.POST)
    if form.is_valid() and (membership := _add(request, form)):
        messages.success(request, f"{membership.user} is in the organisation.")
        return redirect("people:organisation")
    return _page(request, form, status=422)


@require_POST
@member_view(write=Role.OWNER)
def member_role(request: HttpRequest, *, member_id: int) -> HttpResponse:
    membership = _member(request, member_id)
    form = RoleForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Choose one of the three roles.")
        return redirect("people:organisation")
    try:
        change_role(membership, form.cleaned_data["role"])
    except LastOwner:
        messages.error(request, LAST_OWNER)
    else:
        messages.success(request, f"{membership.user} is now {membership.get_role_display()}.")
    return redirect("people:organisation")


@require_POST
@member_view(write=Role.OWNER)
def member_remove(request: HttpRequest, *, member_id: int) -> HttpResponse:
    membership = _member(request, member_id)
    try:
        remove_member(membership)
    except LastOwner:
        messages.error(request, LAST_OWNER)
    else:
        messages.success(request, f"{membership.user} is no longer in the organisation.")
    return redirect("people:organisation")


def _member(request: HttpRequest, member_id: int) -> Membership:
    members = request.organisation.memberships.select_related("user", "organisation")  # type: ignore[attr-defined]
    found: Membership = get_object_or_404(members, pk=member_id)
    return found


def _add(request: HttpRequest, form: MemberForm) -> Membership | None:
    """The new membership, or None with the reason at the address field."""
    try:
        membership, created = add_member(
            organisation=request.organisation,  # type: ignore[attr-defined]
            **form.cleaned_data,
        )
    except AlreadyMember:
        form.add_error("email", "This person is in the organisation already.")
        return None
    if created:
        _welcome(request, membership)
    return membership


def _welcome(request: HttpRequest, membership: Membership) -> None:
    try:
        mail_welcome(membership)
    except (OSError, SMTPException):
        logger.exception("Welcome mail for member %s was not sent", membership.pk)
        messages.warning(
            request,
            "The mail with the link to set a password could not be sent. The person can ask for "
            "one under “Forgot password” once mail works.",
        )


def _page(request: HttpRequest, form: MemberForm, *, status: int = 200) -> HttpResponse:
    members = request.organisation.memberships.select_related("user").order_by("user__email")  # type: ignore[attr-defined]
    context = {
        "form": form,
        "page_obj": Paginator(members, PER_PAGE).get_page(request.GET.get("page")),
        "roles": Role.choices,
    }
    return render(request, "people/organisation.html", context, status=status)
