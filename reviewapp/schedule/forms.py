"""What a person says of the rhythm."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reviewapp.collection.domain.budgets import LEAST_CALLS, MOST_CALLS

from .domain import Beat
from .models import Cadence, Every, Weekday

FARTHEST = timedelta(days=5 * 366)


class CadenceForm(forms.Form):
    cadence = forms.ChoiceField(choices=Cadence.choices, label=_("How often"))
    next_due = forms.DateField(
        required=False,
        label=_("Next date"),
        help_text=_("Empty: a full period from today."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def clean_next_due(self) -> datetime | None:
        day = self.cleaned_data["next_due"]
        if day is None:
            return None
        today = timezone.now().date()
        if day < today:
            raise forms.ValidationError(_("The next date lies in the past. Choose a later one."))
        if day > today + FARTHEST:
            raise forms.ValidationError(_("The next date lies more than five years ahead."))
        # Nine in the morning, so that the mail is on top when people start to work.
        return datetime.combine(day, time(9), tzinfo=UTC)


INHERIT = "organisation"
HOURS = [(hour, f"{hour:02}:00 UTC") for hour in range(24)]


class RhythmForm(forms.Form):
    """How often the accounts are scanned by themselves."""

    every = forms.ChoiceField(choices=Every.choices, label=_("Scan by itself"))
    hour = forms.TypedChoiceField(choices=HOURS, coerce=int, label=_("At"))
    weekday = forms.TypedChoiceField(
        choices=Weekday.choices, coerce=int, label=_("On"), help_text=_("Of what comes every week.")
    )

    def beat(self) -> Beat:
        data = self.cleaned_data
        return Beat(data["every"], data["hour"], data["weekday"])


class WorkloadRhythmForm(RhythmForm):
    """As the organisation has it, or otherwise."""

    def __init__(self, *args: Any, inherited: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = gettext("As the organisation: %(rhythm)s") % {"rhythm": inherited}
        first = (INHERIT, words)
        self.fields["every"].choices = [first, *Every.choices]  # type: ignore[attr-defined]

    def own_beat(self) -> Beat | None:
        """None where the workload keeps to its organisation's."""
        return None if self.cleaned_data["every"] == INHERIT else self.beat()


class ScanningForm(RhythmForm):
    """Of an organisation: the rhythm of its workloads, and what its scans may call."""

    calls_per_hour = forms.IntegerField(
        required=False,
        min_value=LEAST_CALLS,
        max_value=MOST_CALLS,
        label=_("Calls an hour in each AWS account"),
        help_text=_("Empty: no bound. A scan that reaches it waits and goes on by itself."),
    )
