"""What somebody says of a suppression."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from pillars.suppressions import Scope
from reviewapp.people.models import Membership, Organisation, Role, User

from .domain.suppressing import LONGEST, LONGEST_REASON, InvalidSuppression, Terms
from .models import Suppression

USUAL = timedelta(days=90)
HERE, EVERYWHERE = "here", "all"
SCOPE = ("check", "resource", "tag", "account", "region")


class TermsForm(forms.Form):
    """Why, who answers for it, and until when."""

    reason = forms.CharField(
        max_length=LONGEST_REASON,
        label=_("Reason"),
        help_text=_("Why this may stay as it is, and what makes up for it. Reports show it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Owner"),
        empty_label=None,
        help_text=_("Who answers for it, and gets mail before it returns."),
        error_messages={"invalid_choice": _("Choose a member of the organisation.")},
    )
    expires_on = forms.DateField(
        label=_("Returns on"),
        help_text=_(
            "From this day on the findings count again. At most a year ahead, because "
            "nobody remembers for longer why; move it on before it comes."
        ),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.now().date()
        self.fields["owner"].queryset = members_of(organisation)  # type: ignore[attr-defined]
        self.fields["expires_on"].widget.attrs |= {
            "min": (today + timedelta(days=1)).isoformat(),
            "max": (today + LONGEST).isoformat(),
        }

    @property
    def terms(self) -> Terms:
        return Terms(
            **{name: self.cleaned_data[name] for name in ("reason", "owner", "expires_on")}
        )

    def refuse(self, error: InvalidSuppression) -> None:
        """Puts each sentence beside its field."""
        for name, sentence in error.errors.items():
            self.add_error(name if name in self.fields else None, sentence)


class SuppressionForm(TermsForm):
    """A new suppression: its scope first."""

    check = forms.CharField(
        max_length=240,
        required=False,
        label=_("Check"),
        help_text=_("The id of one check; empty for any."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    resource = forms.CharField(
        max_length=2048,
        required=False,
        label=_("Resource"),
        help_text=_("An ARN; * stands for any text. Empty for any resource."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    tag = forms.CharField(
        max_length=400,
        required=False,
        label=_("Tag"),
        help_text=_("key or key=value; empty for any."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    account = forms.CharField(max_length=12, required=False, label=_("Account"))
    region = forms.CharField(max_length=30, required=False, label=_("Region"))
    where = forms.ChoiceField(
        choices=[(HERE, _("This workload")), (EVERYWHERE, _("All workloads of the organisation"))],
        label=_("Counts for"),
        widget=forms.RadioSelect,
    )
    field_order = (*SCOPE, "where", "reason", "owner", "expires_on")

    @property
    def scope(self) -> Scope:
        return scope_from(self.cleaned_data)

    @property
    def everywhere(self) -> bool:
        return self.cleaned_data.get("where") == EVERYWHERE

    @property
    def scope_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in SCOPE]

    @property
    def terms_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("where", "reason", "owner", "expires_on")]


def scope_from(sent: Mapping[str, Any]) -> Scope:
    """The scope as it was typed, blanks around it aside."""
    return Scope(**{name: str(sent.get(name) or "").replace("\x00", "").strip() for name in SCOPE})


def members_of(organisation: Organisation) -> Any:
    """Active members who may change something: they alone can end it or move its day."""
    writers = Membership.active.filter(organisation=organisation, role__in=(Role.OWNER, Role.LEAD))
    return User.objects.filter(memberships__in=writers).order_by("name", "email")


def first_values(*, scope: Mapping[str, str], user: Any) -> dict[str, Any]:
    """What the form of a new suppression starts with."""
    return {
        **{name: scope.get(name, "") for name in SCOPE},
        "where": HERE,
        "owner": user.pk,
        "expires_on": timezone.now().date() + USUAL,
    }


def values_of(suppression: Suppression) -> dict[str, Any]:
    return {
        "reason": suppression.reason,
        "owner": suppression.owner_id,
        "expires_on": suppression.expires_on,
    }
