"""What people may be."""

from django.db import models


class Role(models.TextChoices):
    """What a person may do, the highest first; each may do what those after it may.

    A member of the organisation sees what a unit, a workload or a share gives, and else nothing.
    """

    OWNER = "owner", "Owner"
    LEAD = "lead", "Lead reviewer"
    CONTRIBUTOR = "contributor", "Contributor"
    COMMENTER = "commenter", "Commenter"
    VIEWER = "viewer", "Viewer"
    MEMBER = "member", "Member"
