"""What documents and reports keep of who is at a question and how far it is."""

from typing import Any

from .domain.board import Work


def team_part(work: Work) -> dict[str, Any]:
    """{"assignee", "due", "state", "note", "by", "at"}, names and dates as text or null."""
    user = work.who.user if work.who else None
    due = work.who.due if work.who else None
    return {
        "assignee": user.get_full_name() if user else None,
        "due": due.isoformat() if due else None,
        "state": str(work.state),
        "note": work.note,
        "by": work.by.get_full_name() if work.by and not work.lapsed else None,
        "at": work.at.isoformat() if work.at and not work.lapsed else None,
    }
