"""What an owner says of a member."""

from django import forms

from .models import Role


class MemberForm(forms.Form):
    email = forms.EmailField(
        max_length=254,
        label="E-mail address",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = forms.CharField(max_length=150, required=False, label="Name")
    role = forms.ChoiceField(choices=Role.choices, initial=Role.LEAD)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


class OrganisationForm(forms.Form):
    name = forms.CharField(max_length=100)

    def clean_name(self) -> str:
        """In one line: the name stands in the subject of mails."""
        return " ".join(self.cleaned_data["name"].split())
