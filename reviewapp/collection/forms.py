"""What a person says of a connection."""

import re
from typing import Any

from django import forms
from django.conf import settings

from reviewapp.workloads.models import Connection, ConnectionKind, Workload
from reviewapp.workloads.places import is_account

ROLE_ARN = re.compile(
    r"arn:(aws|aws-cn|aws-us-gov):iam::([0-9]{12}):role/[\w+=,.@/-]{1,512}", re.ASCII
)
CONNECTED = "This workload is connected to that account already."


class ConnectionForm(forms.ModelForm):
    """How to reach one account: by a role (the usual way) or with this server's credentials."""

    account_id = forms.CharField(
        label="AWS account id",
        help_text="12 digits.",
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
        labels = {"kind": "Way in", "role_arn": "ARN of the role"}
        help_texts = {
            "role_arn": "May stay empty for now: the next page gives you the template that makes "
            "the role. Needed before the first scan.",
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
            raise forms.ValidationError("An AWS account id has exactly 12 digits.")
        others = self.instance.workload.connections.exclude(pk=self.instance.pk)
        if others.filter(account_id=account).exists():
            raise forms.ValidationError(CONNECTED)
        return str(account)

    def clean_role_arn(self) -> str:
        arn = self.cleaned_data["role_arn"].strip()
        if arn and not ROLE_ARN.fullmatch(arn):
            raise forms.ValidationError(
                "A role's ARN looks like arn:aws:iam::123456789012:role/PillarsReviewReadOnly."
            )
        return str(arn)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        arn, account = data.get("role_arn", ""), data.get("account_id", "")
        match = ROLE_ARN.fullmatch(arn or "")
        if data.get("kind") == ConnectionKind.AMBIENT:
            data["role_arn"] = ""
        elif match and account and match.group(2) != account:
            self.add_error(
                "role_arn", f"This role is in account {match.group(2)}, not in {account}."
            )
        return data


def _kinds() -> list[tuple[str, str]]:
    if settings.AMBIENT_CREDENTIALS:
        return list(ConnectionKind.choices)
    return [choice for choice in ConnectionKind.choices if choice[0] == ConnectionKind.ROLE]
