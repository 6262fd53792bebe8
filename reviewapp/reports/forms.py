"""What a person says when asking for a report."""

from typing import Any

from django import forms

from reviewapp.reviews.models import Milestone
from reviewapp.workloads.models import Workload

from .models import Format
from .queries import milestones_of

MEANT = {
    Format.PDF: "PDF, to read, print and hand on",
    Format.JSON: "JSON, for other programs",
    Format.CSV: "CSV, for spreadsheets",
}


class MilestoneField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Milestone) -> str:
        return f"Milestone “{obj.name}” of {obj.created_at:%-d %b %Y}"


class ReportForm(forms.Form):
    """Format, and what to report: the live state where no milestone is chosen."""

    format = forms.ChoiceField(
        choices=list(MEANT.items()), initial=Format.PDF, widget=forms.RadioSelect
    )
    milestone = MilestoneField(
        queryset=Milestone.objects.none(),
        required=False,
        empty_label="The review as it stands now",
        label="What to report",
    )

    def __init__(self, *args: Any, workload: Workload, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["milestone"]
        field.queryset = milestones_of(workload)  # type: ignore[attr-defined]
