"""What people may be."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What a person may do, the highest first; each may do what those after it may.

    A member of the organisation sees what a unit, a workload or a share gives, and else nothing.
    """

    OWNER = "owner", pgettext_lazy("role", "Owner")
    LEAD = "lead", _("Lead reviewer")
    CONTRIBUTOR = "contributor", _("Contributor")
    COMMENTER = "commenter", _("Commenter")
    VIEWER = "viewer", _("Viewer")
    MEMBER = "member", _("Member")
