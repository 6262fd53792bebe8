"""Organisations and who belongs to them."""

from .members import (
    AlreadyMember,
    BelongsElsewhere,
    LastOwner,
    add_member,
    change_role,
    remove_member,
)
from .organisations import (
    NameTaken,
    create_organisation,
    default_organisation,
    rename_organisation,
)

__all__ = [
    "AlreadyMember",
    "BelongsElsewhere",
    "LastOwner",
    "NameTaken",
    "add_member",
    "change_role",
    "create_organisation",
    "default_organisation",
    "remove_member",
    "rename_organisation",
]
