"""What people send to assign, to take a step, to close."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviewapp.people.models import User
from reviewapp.reviews.domain.milestones import LONGEST, SHORTEST
from reviewapp.web.numbers import whole_number
from reviewapp.workloads.people_rights import People

from .domain.states import Wish

NOBODY = ""


class AssignForm(forms.Form):
    """To whom and until when. A `due` before `today` is refused, unless it is the one of before."""

    assignee = forms.ChoiceField(label=_("Assign to"), required=False)
    due = forms.DateField(
        label=_("Due"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, people: People, kept: date | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "assign-%s"
        self.people = {str(pk): user for pk, (user, rights) in people.items() if rights.contributor}
        self.kept = kept
        self.fields["assignee"].choices = [(NOBODY, _("Nobody")), *_named(people)]  # type: ignore[attr-defined]

    def clean_due(self) -> date | None:
        due: date | None = self.cleaned_data["due"]
        if due and due != self.kept and due < timezone.localdate():
            raise forms.ValidationError(_("This date has passed. Choose a later one."))
        return due

    @property
    def chosen(self) -> User | None:
        return self.people.get(self.cleaned_data["assignee"])


def _named(people: People) -> Iterable[tuple[str, str]]:
    for pk, (user, rights) in people.items():
        if rights.contributor:
            part = "" if rights.pillars is None else _(" (some pillars)")
            yield str(pk), f"{user.get_full_name()}{part}"


def read_wish(data: QueryDict) -> Wish:
    """A step as it was sent; `version` is what the page's own form knows of the answer by now."""
    return Wish(
        to=data.get("to", ""),
        read_version=whole_number(data.get("read"), otherwise=-1),
        read_answer=whole_number(data.get("version") or data.get("answer"), otherwise=-1),
        note=data.get("note", ""),
    )


class CloseForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the milestone"),
        min_length=SHORTEST,
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
