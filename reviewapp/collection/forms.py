"""What a person says of a connection."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from reviewapp.workloads.models import Connection, ConnectionKind, Workload
from reviewapp.workloads.places import is_account

ROLE_ARN = re.compile(
    r"arn:(aws|aws-cn|aws-us-gov):iam::([0-9]{12}):role/[\w+=,.@/-]{1,512}", re.ASCII
)
CONNECTED = _("This workload is connected to that account already.")


class ConnectionForm(forms.ModelForm):
    """How to reach one account: by a role (the usual way) or with this server's credentials."""

    account_id = forms.CharField(
        label=_("AWS account id"),
        help_text=_("12 digits."),
        max_length=20,  # the console writes it with dashes
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    class Meta:
        model = Connection
        fields = ["kind", "account_id", "role_arn"]
        widgets = {
            "kind": forms.RadioSelect,
            "role_arn": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        }
        labels = {"kind": _("Way in"), "role_arn": _("ARN of the role")}
        help_texts = {
            "role_arn": _(
                "May stay empty for now: the next page gives you the template that makes "
                "the role. Needed before the first scan."
            ),
        }

    def __init__(self, *args: Any, workload: Workload, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.workload = workload
        self.fields["role_arn"].required = False
        self.fields["kind"].choices = _kinds()  # type: ignore[attr-defined]
        if self.instance._state.adding:
            self.initial.setdefault("kind", ConnectionKind.ROLE)
        else:
            # The external id was made for this account; another account is another connection.
            self.fields["account_id"].disabled = True

    def clean_account_id(self) -> str:
        account = self.cleaned_data["account_id"].replace("-", "").replace(" ", "")
        if not is_account(account):
            raise forms.ValidationError(_("An AWS account id has exactly 12 digits."))
        others = self.instance.workload.connections.exclude(pk=self.instance.pk)
        if others.filter(account_id=account).exists():
            raise forms.ValidationError(CONNECTED)
        return str(account)

    def clean_role_arn(self) -> str:
        arn = self.cleaned_data["role_arn"].strip()
        if arn and not ROLE_ARN.fullmatch(arn):
            raise forms.ValidationError(
                _("A role's ARN looks like arn:aws:iam::123456789012:role/PillarsReviewReadOnly.")
            )
        return str(arn)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        arn, account = data.get("role_arn", ""), data.get("account_id", "")
        match = ROLE_ARN.fullmatch(arn or "")
        if data.get("kind") == ConnectionKind.AMBIENT:
            data["role_arn"] = ""
        elif match and account and match.group(2) != account:
            said = {"theirs": match.group(2), "ours": account}
            wrong = _("This role is in account %(theirs)s, not in %(ours)s.") % said
            self.add_error("role_arn", wrong)
        return data


def _kinds() -> list[tuple[str, str]]:
    kinds = [(value, str(label)) for value, label in ConnectionKind.choices]
    if settings.AMBIENT_CREDENTIALS:
        return kinds
    return [kind for kind in kinds if kind[0] == ConnectionKind.ROLE]
