"""Every action that the log knows, in words. One line for each; `record` takes no other.

The name is `noun.verb`; what stands before the dot is the group that people filter by, and has
its own words in `GROUPS`.
"""

from django.utils.translation import gettext_lazy as _

GROUPS = {
    "answer": _("Answers"),
    "audit": _("Audit log"),
    "comment": _("Comments"),
    "session": _("Sign-in"),
    "member": _("Members"),
}

ACTIONS = {
    "answer.changed": _("Answer changed"),
    "audit.exported": _("Audit log exported"),
    "comment.added": _("Comment added"),
    "comment.edited": _("Comment edited"),
    "comment.removed": _("Comment removed"),
    "comment.resolved": _("Thread resolved"),
    "comment.reopened": _("Thread reopened"),
    "session.signed_in": _("Signed in"),
    "session.signed_out": _("Signed out"),
    "session.failed": _("Sign-in failed"),
    "member.added": _("Member added"),
    "member.role_changed": _("Role changed"),
    "member.removed": _("Member removed"),
}


def group_of(action: str) -> str:
    return action.partition(".")[0]
