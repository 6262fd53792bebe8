"""Who reaches the demo's workloads besides by the organisation: units, one role, one share."""

from collections.abc import Mapping

from reviewapp.demo.people import (
    CONTRIBUTOR_EMAIL,
    EDITOR_EMAIL,
    EMAIL,
    SPECIALIST_EMAIL,
    ensure_partners,
    person,
)
from reviewapp.demo.workloads import SHOP, STAGING, WAREHOUSE
from reviewapp.people.domain import create_unit, give_unit_role
from reviewapp.people.models import Organisation, Role, Unit
from reviewapp.workloads.domain.people import give_role
from reviewapp.workloads.domain.sharing import accept_share, offer_share
from reviewapp.workloads.models import Workload

UNITS: Mapping[str, tuple[str, ...]] = {"Storefront": (SHOP, STAGING), "Fulfilment": (WAREHOUSE,)}
IN_UNITS = (
    ("Storefront", EDITOR_EMAIL, Role.OWNER),
    ("Storefront", SPECIALIST_EMAIL, Role.COMMENTER),
    ("Fulfilment", CONTRIBUTOR_EMAIL, Role.LEAD),
)
PILLARS = ("security",)


def ensure_access(organisation: Organisation) -> None:
    """Nothing where the organisation has a unit already: what people changed since stays."""
    if organisation.units.exists():
        return
    owner = person(EMAIL)
    units = {name: create_unit(organisation=organisation, name=name, by=owner) for name in UNITS}
    for name, email, role in IN_UNITS:
        give_unit_role(unit=units[name], user=person(email), role=role, by=owner)
    for name, held in UNITS.items():
        _put(organisation, units[name], held)
    shop = Workload.objects.get(organisation=organisation, name=SHOP)
    specialist = person(SPECIALIST_EMAIL)
    give_role(workload=shop, user=specialist, role=Role.CONTRIBUTOR, pillars=PILLARS, by=owner)
    _share(shop)


def _put(organisation: Organisation, unit: Unit, names: tuple[str, ...]) -> None:
    own = Workload.objects.filter(organisation=organisation, name__in=names, unit=None)
    own.update(unit=unit)


def _share(shop: Workload) -> None:
    partners = ensure_partners()
    offer, _code = offer_share(
        workload=shop, role=Role.VIEWER, note="Yearly audit", by=person(EMAIL)
    )
    accept_share(offer=offer, organisation=partners, by=None)
