"""Whether a person wants to be led to their first review."""

from django.db import models

from reviewapp.people.models import Organisation, User


class Guidance(models.Model):
    """A person who put the guide away in an organisation; without a row it is shown."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    dismissed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="guidance_unique")
        ]

    def __str__(self) -> str:
        return f"{self.user}: put away"
