"""Organisations and who belongs to them."""

from .members import (
    AlreadyMember,
    BelongsElsewhere,
    LastOwner,
    add_member,
    change_role,
    remove_member,
)
from .organisations import create_organisation, default_organisation

__all__ = [
    "AlreadyMember",
    "BelongsElsewhere",
    "LastOwner",
    "add_member",
    "change_role",
    "create_organisation",
    "default_organisation",
    "remove_member",
]
