"""Links for guests."""

from .links import LinkRefused, find_link, make_link, note_opened, revoke_link, standing_link

__all__ = [
    "LinkRefused",
    "find_link",
    "make_link",
    "note_opened",
    "revoke_link",
    "standing_link",
]
