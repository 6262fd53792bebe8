"""What is said of an organisation, its people and its units."""

from email.utils import parseaddr
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .access import reaches
from .domain import MOST_AT_ONCE
from .models import Organisation, Role, Unit, User

# What a unit gives is never less than to read.
UNIT_ROLES = [(role.value, role.label) for role in Role if role != Role.MEMBER]
NOBODY = gettext_lazy("Nobody of this address is active in the organisation.")


class MemberForm(forms.Form):
    """The first owner, on the command line."""

    email = forms.EmailField(max_length=254)
    role = forms.ChoiceField(choices=Role.choices)


class RoleForm(forms.Form):
    role = forms.ChoiceField(choices=Role.choices)


def _one_line(text: str) -> str:
    return " ".join(text.split())


class NameForm(forms.Form):
    """A name in one line: it stands in the subjects of mails."""

    name = forms.CharField(max_length=100, label=gettext_lazy("Name"))

    def clean_name(self) -> str:
        return _one_line(self.cleaned_data["name"])


class OrganisationForm(NameForm):
    pass


class UnitForm(NameForm):
    pass


class InviteForm(forms.Form):
    addresses = forms.CharField(
        max_length=20_000,
        label=gettext_lazy("E-mail addresses"),
        help_text=gettext_lazy(
            "One per line, or with commas between them; at most 50. "
            "“Ada Lovelace <ada@example.com>” says the name too."
        ),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        choices=Role.choices,
        initial=Role.CONTRIBUTOR,
        label=gettext_lazy("Role in the organisation"),
        help_text=gettext_lazy("A member sees only what a unit or a workload gives them."),
    )
    units = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        required=False,
        label=gettext_lazy("Units"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "choices--columns"}),
    )
    unit_role = forms.ChoiceField(
        choices=UNIT_ROLES,
        initial=Role.CONTRIBUTOR,
        required=False,
        label=gettext_lazy("Role in these units"),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        units = organisation.units.all()
        self.fields["units"].queryset = units  # type: ignore[attr-defined]
        if not units.exists():
            del self.fields["units"], self.fields["unit_role"]

    def clean_addresses(self) -> list[tuple[str, str]]:
        """Names and addresses, each address once; every wrong one is named."""
        asked = split_addresses(self.cleaned_data["addresses"])
        if len(asked) > MOST_AT_ONCE:
            raise ValidationError(
                ngettext(
                    "At most %(most)d at once; this is %(number)d.",
                    "At most %(most)d at once; these are %(number)d.",
                    len(asked),
                )
                % {"most": MOST_AT_ONCE, "number": len(asked)}
            )
        found = [parse_address(text) for text in asked]
        wrong = [text for text, (_name, email) in zip(asked, found, strict=True) if not email]
        if wrong:
            raise ValidationError([_("Not an e-mail address: %s") % text[:100] for text in wrong])
        return list({email: (name, email) for name, email in found}.values())

    def units_given(self) -> list[tuple[Unit, str]]:
        role = self.cleaned_data.get("unit_role") or Role.CONTRIBUTOR
        return [(unit, role) for unit in self.cleaned_data.get("units") or ()]


def split_addresses(text: str) -> list[str]:
    parts = text.replace(";", ",").replace("\n", ",").split(",")
    return [part.strip() for part in parts if part.strip()]


def parse_address(text: str) -> tuple[str, str]:
    """Name and address in small letters; an empty address where it is none."""
    name, email = parseaddr(text)
    try:
        validate_email(email)
    except ValidationError:
        return "", ""
    return _one_line(name)[:150], email.lower() if len(email) <= 254 else ""


class UnitRoleForm(forms.Form):
    """Who of the organisation is what in a unit."""

    email = forms.EmailField(
        max_length=254,
        label=gettext_lazy("E-mail address of a member"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "list": "members"}),
    )
    role = forms.ChoiceField(
        choices=UNIT_ROLES, initial=Role.CONTRIBUTOR, label=gettext_lazy("Role in the unit")
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.organisation = organisation

    def clean_email(self) -> User:
        return member_of(self.organisation, self.cleaned_data["email"])


def member_of(organisation: Organisation, email: str) -> User:
    """Raises ValidationError where nobody active there has the address."""
    found = User.objects.filter(
        email=email.lower(),
        is_active=True,
        memberships__organisation=organisation,
        memberships__deactivated_at=None,
    ).first()
    if found is None:
        raise ValidationError(str(NOBODY))
    return found


def roles_up_to(role: str | None) -> list[tuple[str, Any]]:
    """What somebody may give on a unit or a workload: no more than they have themselves."""
    return [(value, label) for value, label in UNIT_ROLES if reaches(role, value)]


class TransferForm(forms.Form):
    taker = forms.EmailField(
        max_length=254,
        label=gettext_lazy("E-mail address of the new owner"),
        help_text=gettext_lazy("An active member of the organisation."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "list": "members"}),
    )
    confirmation = forms.CharField(
        max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, organisation: Organisation, giver: User, **kw: Any) -> None:
        super().__init__(*args, **kw)
        self.organisation, self.giver = organisation, giver
        self.fields["confirmation"].label = _("Type %s to confirm") % organisation.name

    def clean_taker(self) -> User:
        taker = member_of(self.organisation, self.cleaned_data["taker"])
        if taker == self.giver:
            raise ValidationError(_("You are an owner already. Name somebody else."))
        return taker


class NewAccountForm(forms.Form):
    """Who was invited says how they are called and sets a password."""

    name = forms.CharField(
        max_length=150,
        label=gettext_lazy("Your name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password1 = forms.CharField(
        label=gettext_lazy("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=gettext_lazy("Password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_name(self) -> str:
        return _one_line(self.cleaned_data["name"])

    def clean_password1(self) -> str:
        password: str = self.cleaned_data["password1"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, second = data.get("password1"), data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords are not the same."))
        return data
