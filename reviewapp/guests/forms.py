"""What is asked for a link."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from reviewapp.reviews.models import LensReview

from .domain.links import MAX_DAYS

DAYS = (1, 7, 14, 30, MAX_DAYS)


class GuestForm(forms.Form):
    """Whom a link is for, what it shows, how long it works."""

    name = forms.CharField(
        label=_("Whom it is for"),
        help_text=_("Stands across every page that the guest sees."),
        max_length=100,
    )
    review = forms.ModelChoiceField(
        label=_("Review"), queryset=LensReview.objects.none(), empty_label=None
    )
    days = forms.TypedChoiceField(
        label=_("The link works for"),
        coerce=int,
        choices=lambda: [
            (days, ngettext("%(days)s day", "%(days)s days", days) % {"days": days})
            for days in DAYS
        ],
        initial=14,
    )
    with_evidence = forms.BooleanField(
        label=_("With evidence"),
        help_text=_("Findings with the names of resources, and attached files."),
        required=False,
    )

    def __init__(self, *args: Any, reviews: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["review"]
        field.queryset = reviews
        field.label_from_instance = lambda review: review.version.lens.name

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())
