"""Which rows belong to whom: derived from the models, so that a new table cannot be forgotten.

A model belongs to an organisation by its own column, or through the first row above it that does.
What belongs to none is named in `SHARED` with the reason; whatever is neither fails the start of
`migrate` and the tests.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import ForeignKey, Model

SHARED: Mapping[str, str] = {
    "people.User": "a person may be in several organisations",
    "people.User_groups": "Django's own, which the product does not use",
    "people.User_user_permissions": "Django's own, which the product does not use",
    "people.Organisation": "names of partners stand beside what they share",
    "collection.CallShare": "calls under way in an account, whoever asked for them",
    "notices.Preferences": "a person's own, in every organisation",
    "notices.Choice": "a person's own, in every organisation",
    "notices.Mailing": "a person's mail, whatever it gathers",
}

# Where the first way up is not the one, or one of several: the columns that lead to the owner.
WAYS: Mapping[str, tuple[str, ...]] = {
    "standing.Propagation": ("template", "workload"),
    "schedule.ScanRhythm": ("organisation", "workload"),
    # Both sides see a share.
    "workloads.WorkloadShare": ("organisation", "workload"),
    "lenses.LensShare": ("organisation", "lens"),
    # Shorter than by the fact.
    "findings.PlacedFact": ("run",),
}

# Rows that a person sees in every organisation: the column that names the person.
PERSONAL: Mapping[str, str] = {
    "people.Membership": "user",
    "notices.Notice": "user",
}

# Rows that everybody may read besides, by a condition of their own (see policies).
ALSO_READ: Mapping[str, str] = {
    "workloads.Workload": "id IN (SELECT pillars_shared_workloads())",
    "lenses.Lens": "organisation_id IS NULL OR id IN (SELECT pillars_lent_lenses())",
}


class Homeless(Exception):
    """A model of which nobody said to whom its rows belong."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose rows belong to organisations.

    Attributes:
        model: its model.
        own: the column that names the organisation, "" where rows above it do.
        above: the keys that lead to rows of other tenant tables.
    """

    model: type[Model]
    own: str
    above: "tuple[ForeignKey[Any, Any], ...]"

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def name(self) -> str:
        return self.model._meta.db_table


def models_of_ours() -> Iterator[type[Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model.__module__.startswith("reviewapp.") and model._meta.managed:
            yield model


@cache
def tenant_tables() -> tuple[Table, ...]:
    """Raises Homeless."""
    return tuple(table_of(model) for model in models_of_ours() if model._meta.label not in SHARED)


@cache
def table_of(model: type[Model]) -> Table:
    """Raises Homeless: no column leads to an organisation."""
    if found := _by_ways(model) or _by_first_key(model):
        return found
    raise Homeless(
        f"{model._meta.label}: say in reviewapp/isolation/tables.py to whom its rows belong."
    )


def _by_ways(model: type[Model]) -> Table | None:
    names = WAYS.get(model._meta.label, ())
    keys = [key for key in _keys(model) if key.name in names]
    own = "".join(key.column for key in keys if _names_organisation(key))
    above = tuple(key for key in keys if not _names_organisation(key))
    return Table(model, own, above) if keys else None


def _by_first_key(model: type[Model]) -> Table | None:
    keys = list(_keys(model))
    for key in keys:
        if _names_organisation(key):
            return Table(model, key.column, ())
    for key in keys:
        if not key.null and _is_tenant(key.related_model):
            return Table(model, "", (key,))
    return None


def _is_tenant(model: Any) -> bool:
    return model.__module__.startswith("reviewapp.") and model._meta.label not in SHARED


def _keys(model: type[Model]) -> "Iterator[ForeignKey[Any, Any]]":
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey):
            yield field


def _names_organisation(key: "ForeignKey[Any, Any]") -> bool:
    related: Any = key.related_model
    return key.name == "organisation" and related._meta.label == "people.Organisation"


def owner_of(row: Model) -> UUID | None:
    """The organisation that a row belongs to, found on the way up; None of what is shared."""
    if row._meta.label in SHARED:
        return None
    table = table_of(type(row))
    if table.own and (own := getattr(row, table.own)):
        return UUID(str(own))
    for key in table.above:
        above = getattr(row, key.name)
        if above is not None:
            return owner_of(above)
    return None
