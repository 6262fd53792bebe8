"""What a person says of the rhythm."""

from datetime import UTC, datetime, time, timedelta

from django import forms
from django.utils import timezone

from .models import Cadence

FARTHEST = timedelta(days=5 * 366)


class CadenceForm(forms.Form):
    cadence = forms.ChoiceField(choices=Cadence.choices, label="How often")
    next_due = forms.DateField(
        required=False,
        label="Next date",
        help_text="Empty: a full period from today.",
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean_next_due(self) -> datetime | None:
        day = self.cleaned_data["next_due"]
        if day is None:
            return None
        today = timezone.now().date()
        if day < today:
            raise forms.ValidationError("The next date lies in the past. Choose a later one.")
        if day > today + FARTHEST:
            raise forms.ValidationError("The next date lies more than five years ahead.")
        # Nine in the morning, so that the mail is on top when people start to work.
        return datetime.combine(day, time(9), tzinfo=UTC)
