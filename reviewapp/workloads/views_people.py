"""Who may do what with a workload: the page, giving a role, changing it, taking it, inviting."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from reviewapp.people.access import rights_of
from reviewapp.people.domain import InvitationRefused
from reviewapp.people.forms import NOBODY
from reviewapp.people.mail import mail_invitation
from reviewapp.people.models import Role, User

from .access import workload_view
from .domain.inviting import invite_to
from .domain.people import NotAMember, TooHigh, give_role, take_role
from .forms_people import InviteToForm, PersonForm, RoleOnForm
from .models import Workload, WorkloadRole
from .people_pages import people_context
from .pillars import pillars_of


@require_safe
@workload_view(home=True)
def people(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    return render(request, "workloads/people.html", people_context(request, workload))


@require_POST
@workload_view(home=True)
def person_give(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    form = PersonForm(
        request.POST,
        workload=workload,
        role=rights_of(request).role,
        pillars=pillars_of(workload),
    )
    if form.is_valid() and _give(request, workload, form.cleaned_data["email"], form):
        return redirect("workloads:people", workload_id=workload.pk)
    context = people_context(request, workload, form=form)
    return render(request, "workloads/people.html", context, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read=Role.LEAD, home=True)
def person(request: HttpRequest, *, workload: Workload, user_id: int) -> HttpResponse:
    """Another role than before, or other pillars."""
    held = _held(workload, user_id)
    sent = request.POST if request.method == "POST" else None
    form = RoleOnForm(
        sent,
        initial={"role": held.role, "pillars": held.pillars},
        role=rights_of(request).role,
        pillars=pillars_of(workload),
    )
    if form.is_valid() and _give(request, workload, held.user, form):
        return redirect("workloads:people", workload_id=workload.pk)
    context = {"workload": workload, "held": held, "form": form}
    status = 422 if sent is not None else 200
    return render(request, "workloads/person.html", context, status=status)


@require_POST
@workload_view(home=True)
def person_take(request: HttpRequest, *, workload: Workload, user_id: int) -> HttpResponse:
    held = _held(workload, user_id)
    try:
        take_role(held, by=request.user, limit=_own(request))  # type: ignore[arg-type]
    except TooHigh as error:
        raise PermissionDenied from error
    said = _("%s has no role of their own on this workload any more.")
    messages.success(request, said % held.user)
    return redirect("workloads:people", workload_id=workload.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@workload_view(read=Role.OWNER, write=Role.OWNER, home=True)
def person_invite(request: HttpRequest, *, workload: Workload) -> HttpResponse:
    """Brings somebody into the organisation: for its owners, and not for those of a workload."""
    if request.membership.role != Role.OWNER:  # type: ignore[attr-defined]
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else None
    form = InviteToForm(sent, role=Role.OWNER, pillars=pillars_of(workload))
    if form.is_valid() and _invite(request, workload, form):
        return redirect("workloads:people", workload_id=workload.pk)
    context = {"workload": workload, "form": form}
    status = 422 if sent is not None else 200
    return render(request, "workloads/person_invite.html", context, status=status)


def _invite(request: HttpRequest, workload: Workload, form: InviteToForm) -> bool:
    """False, with the reason beside the field."""
    data = {"pillars": (), **form.cleaned_data}
    try:
        invitation, token = invite_to(workload=workload, by=request.user, **data)  # type: ignore[arg-type]
    except InvitationRefused as refused:
        form.add_error("email", str(refused))
        return False
    if mail_invitation(invitation, token):
        messages.success(request, _("%s is invited.") % invitation.email)
    else:
        said = _("The mail could not be sent to %s. Send it again once mail works.")
        messages.warning(request, said % invitation.email)
    return True


def _give(request: HttpRequest, workload: Workload, user: User, form: RoleOnForm) -> bool:
    """False, with the reason beside the field."""
    role = Role(form.cleaned_data["role"])
    try:
        give_role(
            workload=workload,
            user=user,
            role=role,
            pillars=form.cleaned_data.get("pillars", ()),
            by=request.user,  # type: ignore[arg-type]
            limit=_own(request),
        )
    except NotAMember:
        form.add_error("email" if "email" in form.fields else None, str(NOBODY))
        return False
    except TooHigh:
        form.add_error("role", _("Their role is higher than yours. Ask an owner."))
        return False
    said = _("%(person)s is %(role)s here.")
    messages.success(request, said % {"person": user, "role": role.label})
    return True


def _own(request: HttpRequest) -> str:
    return rights_of(request).role or Role.MEMBER


def _held(workload: Workload, user_id: int) -> WorkloadRole:
    return get_object_or_404(workload.roles.select_related("user", "workload"), user=user_id)
