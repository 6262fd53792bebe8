"""Who may do what with a workload, and why: the context of its page "People"."""

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext as _

from reviewapp.people.access import Rights, reaches, rights_of
from reviewapp.people.models import Membership, Role, UnitRole
from reviewapp.people.queries import some_addresses
from reviewapp.web.words import one_line

from .domain.sharing import open_offers
from .forms_people import PersonForm, ShareForm
from .models import Workload, WorkloadRole
from .pillars import pillars_of
from .roles import home_rights, members_seeing

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Access:
    """One person's access.

    Attributes:
        membership: the person, and what they are in the organisation.
        rights: what they may do with the workload, all sources together.
        sources: where it comes from, in words, each with the role that it gives.
        pillars: names of the pillars to which a contributor is limited.
        own: the role on the workload itself, "" for none.
    """

    membership: Membership
    rights: Rights
    sources: list[tuple[str, Any]]
    pillars: list[str]
    own: str


def people_context(
    request: HttpRequest,
    workload: Workload,
    *,
    form: PersonForm | None = None,
    share_form: ShareForm | None = None,
    address: str = "",
) -> dict[str, Any]:
    """`address` is that of a new offer, which is shown this once."""
    text = one_line(request.GET.get("q"))
    page = Paginator(_rows(workload, text), PER_PAGE).get_page(request.GET.get("page"))
    names = pillars_of(workload)
    rights = rights_of(request)
    manages = rights.lead
    return {
        "workload": workload,
        "page_obj": page,
        "people": [_access(row, workload, names) for row in page.object_list],
        "text": text,
        "manages": manages,
        "form": form or PersonForm(workload=workload, role=rights.role, pillars=names),
        "share_form": share_form or ShareForm(),
        "address": address,
        "addresses": _suggested(request, workload) if manages else [],
        "shares": workload.shares.select_related("organisation").order_by("organisation__name"),
        "offers": open_offers(workload).select_related("created_by") if manages else [],
    }


def _suggested(request: HttpRequest, workload: Workload) -> list[str]:
    """To those who see the list of people anyway."""
    membership: Membership = request.membership  # type: ignore[attr-defined]
    reads = reaches(membership.role, Role.VIEWER)
    return some_addresses(workload.organisation) if reads else []


def _rows(workload: Workload, text: str) -> QuerySet[Membership]:
    unit = UnitRole.objects.filter(unit=workload.unit_id, user=OuterRef("user"))
    own = WorkloadRole.objects.filter(workload=workload, user=OuterRef("user"))
    found = members_seeing(workload).annotate(
        unit_role=Subquery(unit.values("role")[:1]),
        own_role=Subquery(own.values("role")[:1]),
        own_pillars=Subquery(own.values("pillars")[:1]),
    )
    if text:
        found = found.filter(Q(user__name__icontains=text) | Q(user__email__icontains=text))
    return found.select_related("user").order_by("user__name", "user__email")


def _access(row: Any, workload: Workload, names: dict[str, str]) -> Access:
    rights = home_rights(row.role, row.unit_role, row.own_role, row.own_pillars)
    return Access(
        membership=row,
        rights=rights,
        sources=_sources(row, workload),
        pillars=[names.get(each, each) for each in sorted(rights.pillars or ())],
        own=row.own_role or "",
    )


def _sources(row: Any, workload: Workload) -> list[tuple[str, Any]]:
    found: list[tuple[str, str | None]] = [(_("in the organisation"), row.role)]
    if workload.unit:
        found.append((_("in the unit %s") % workload.unit.name, row.unit_role))
    found.append((_("on this workload"), row.own_role))
    return [(words, Role(role).label) for words, role in found if role and role != Role.MEMBER]
