"""What a person says when asking for a report."""

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviewapp.reviews.models import Milestone
from reviewapp.workloads.models import Workload

from .models import Format
from .queries import milestones_of

MEANT = {
    Format.PDF: gettext_lazy("PDF, to read, print and hand on"),
    Format.JSON: gettext_lazy("JSON, for other programs"),
    Format.CSV: gettext_lazy("CSV, for spreadsheets"),
}


class MilestoneField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Milestone) -> str:
        day = date_format(obj.created_at, "SHORT_DATE_FORMAT")
        return _("Milestone “%(name)s” of %(at)s") % {"name": obj.name, "at": day}


class ReportForm(forms.Form):
    """Format, and what to report: the live state where no milestone is chosen."""

    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=list(MEANT.items()),
        initial=Format.PDF,
        widget=forms.RadioSelect,
    )
    milestone = MilestoneField(
        queryset=Milestone.objects.none(),
        required=False,
        empty_label=gettext_lazy("The review as it stands now"),
        label=gettext_lazy("What to report"),
    )

    discussion = forms.BooleanField(
        label=gettext_lazy("With discussion"),
        help_text=gettext_lazy(
            "Who said what on each question, resolved or not. Whoever gets the report reads it."
        ),
        required=False,
    )

    def __init__(self, *args: Any, workload: Workload, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["milestone"]
        field.queryset = milestones_of(workload)  # type: ignore[attr-defined]

    def clean_discussion(self) -> bool:
        wanted: bool = self.cleaned_data["discussion"]
        if wanted and self.cleaned_data.get("format", Format.PDF) != Format.PDF:
            raise forms.ValidationError(
                _("Only a PDF has a place for it. Choose PDF, or leave it out.")
            )
        return wanted
