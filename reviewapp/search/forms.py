"""What the search page is asked for."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from .domain.words import MAX_QUERY, words_in
from .models import Kind

TOO_LONG = _(
    "That is %(show_value)s characters long. Search for at most %(limit_value)s: "
    "a few words or one ARN are enough."
)
NO_WORD = _("There is no letter and no digit in it. Type a word, a name or an id.")


class SearchForm(forms.Form):
    """An unknown kind, workload or page counts as none, so that any address works."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=MAX_QUERY,
        error_messages={"max_length": TOO_LONG, "null_characters_not_allowed": NO_WORD},
    )
    kind = forms.CharField(required=False)
    workload = forms.CharField(required=False)

    def clean_q(self) -> str:
        typed: str = self.cleaned_data["q"]
        if typed and not words_in(typed):
            raise forms.ValidationError(NO_WORD)
        return typed

    def clean_kind(self) -> str:
        kind: str = self.cleaned_data["kind"]
        return kind if kind in Kind.values else ""

    def clean_workload(self) -> str:
        try:
            return str(UUID(self.cleaned_data["workload"]))
        except ValueError:
            return ""
