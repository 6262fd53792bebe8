"""What is said of who may do what with a workload."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reviewapp.people.forms import member_of, roles_up_to
from reviewapp.people.models import Role, User

from .domain.sharing import MAX_DAYS, MAX_NOTE
from .models import Workload, WorkloadShare


class RoleOnForm(forms.Form):
    """A role and, of a contributor, the pillars."""

    role = forms.ChoiceField(initial=Role.CONTRIBUTOR, label=_("Role on this workload"))
    pillars = forms.MultipleChoiceField(
        required=False,
        label=_("Pillars"),
        help_text=_("A contributor answers these alone; none ticked means all."),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--columns"}),
    )

    def __init__(
        self, *args: Any, role: str | None, pillars: Mapping[str, str], **kwargs: Any
    ) -> None:
        """`role` is that of who gives: nobody gives more than they have."""
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_up_to(role)  # type: ignore[attr-defined]
        kept = [each for each in self.initial.get("pillars", ()) if each not in pillars]
        choices = [*pillars.items(), *((each, each) for each in kept)]
        self.fields["pillars"].choices = choices  # type: ignore[attr-defined]
        if not choices:
            del self.fields["pillars"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("pillars") and data.get("role") not in (None, Role.CONTRIBUTOR):
            self.add_error("pillars", _("Only a contributor is limited to pillars. Untick them."))
        return data


class PersonForm(RoleOnForm):
    """Which member gets the role."""

    email = forms.EmailField(
        max_length=254,
        label=_("E-mail address of a member"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "list": "members"}),
    )
    field_order = ("email", "role", "pillars")

    def __init__(self, *args: Any, workload: Workload, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = workload.organisation

    def clean_email(self) -> User:
        return member_of(self.organisation, self.cleaned_data["email"])


class InviteToForm(RoleOnForm):
    """Somebody who is no member yet."""

    email = forms.EmailField(max_length=254, label=_("E-mail address"))
    name = forms.CharField(max_length=150, required=False, label=_("Name"))
    field_order = ("email", "name", "role", "pillars")


class ShareForm(forms.Form):
    role = forms.ChoiceField(
        choices=[(each.value, each.label) for each in WorkloadShare.ROLES],
        label=_("What they may do"),
        help_text=_("Nobody there may do more than in their own organisation."),
    )
    note = forms.CharField(
        max_length=MAX_NOTE,
        required=False,
        label=_("Whom it is for"),
        help_text=_("For your own list."),
    )
    days = forms.IntegerField(
        min_value=1, max_value=MAX_DAYS, initial=7, label=_("Days in which it can be accepted")
    )
