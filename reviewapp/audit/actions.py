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
    "security": _("Security"),
    "provider": _("Own sign-in"),
    "factor": _("Second factors"),
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
    "session.ended": _("Session ended"),
    "security.changed": _("Security changed"),
    "provider.created": _("Own sign-in set up"),
    "provider.changed": _("Own sign-in changed"),
    "provider.removed": _("Own sign-in removed"),
    "provider.linked": _("Member came through the own sign-in"),
    "factor.added": _("Second factor added"),
    "factor.removed": _("Second factor removed"),
    "factor.reset": _("Recovery codes made anew"),
    "member.added": _("Member added"),
    "member.role_changed": _("Role changed"),
    "member.removed": _("Member removed"),
    "member.left": _("Member left"),
    "member.deactivated": _("Member deactivated"),
    "member.reactivated": _("Member reactivated"),
    "member.ownership_transferred": _("Ownership handed over"),
    "invitation.created": _("Person invited"),
    "invitation.renewed": _("Invitation sent again"),
    "invitation.revoked": _("Invitation taken back"),
    "invitation.accepted": _("Invitation accepted"),
    "unit.created": _("Unit made"),
    "unit.renamed": _("Unit renamed"),
    "unit.deleted": _("Unit deleted"),
    "unit.role_given": _("Role in a unit given"),
    "unit.role_taken": _("Role in a unit taken"),
    "access.given": _("Role on a workload given"),
    "access.taken": _("Role on a workload taken"),
    "access.moved": _("Workload moved to another unit"),
    "share.offered": _("Workload offered to another organisation"),
    "share.accepted": _("Shared workload accepted"),
    "share.revoked": _("Share taken back"),
    "share.left": _("Shared workload given back"),
    "organisation.renamed": _("Organisation renamed"),
}


def group_of(action: str) -> str:
    return action.partition(".")[0]
