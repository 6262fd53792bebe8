"""The form of what belongs to a workload."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pillars.scope import Scope
from pillars.tag_expressions import MOST_CHARACTERS, ExpressionError, parse, shown

from .fields import LinesField, WordsField
from .models import WorkloadScope
from .places import MOST_ACCOUNTS, account_error, region_error

STACK_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,127}")
GROUP_NAME = re.compile(r"[A-Za-z0-9._/-]{1,300}")
APPLICATION_NAME = re.compile(r"[-.\w]{1,256}")
ARN = re.compile(r"arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:\S{1,1600}")
AROUND = 30
_NO_STACK = _("“%s” is neither the name nor the ARN of a stack.")
_NO_GROUP = _("“%s” is neither the name nor the ARN of a resource group.")
_NO_APPLICATION = _("“%s” is neither the name nor the ARN of an application.")


class ScopeForm(forms.Form):
    """What is in scope. `read_version` names the version that the person saw."""

    tags = forms.CharField(
        required=False,
        max_length=MOST_CHARACTERS,
        label=_("Tags"),
        help_text=_("For example app=checkout and (env=prod or env=stage) and not sandbox."),
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    stacks = WordsField(
        check=lambda word: _name_error(word, STACK_NAME, _NO_STACK),
        limit=50,
        label=_("CloudFormation stacks"),
        help_text=_("Names or ARNs, one per line. Nested stacks come along."),
    )
    groups = WordsField(
        check=lambda word: _name_error(word, GROUP_NAME, _NO_GROUP),
        limit=50,
        label=_("Resource groups"),
        help_text=_("Names or ARNs, one per line."),
    )
    applications = WordsField(
        check=lambda word: _name_error(word, APPLICATION_NAME, _NO_APPLICATION),
        limit=50,
        label=_("Applications (AppRegistry, myApplications)"),
        help_text=_("Names, ids or ARNs, one per line."),
    )
    accounts = WordsField(
        check=account_error,
        limit=MOST_ACCOUNTS,
        label=_("Only these accounts"),
        help_text=_("Of the workload’s accounts. Empty: all of them."),
    )
    regions = WordsField(
        check=region_error,
        limit=50,
        label=_("Only these regions"),
        help_text=_("Of the workload’s regions. Empty: all of them."),
    )
    owner_keys = LinesField(
        check=lambda key: (
            "" if len(key) <= 128 else gettext("“%s…” is longer than 128 characters.") % key[:40]
        ),
        limit=30,
        label=_("Tag keys that name an owner"),
        help_text=_(
            "One per line, as they are written. A resource with none of them is shown as without "
            "owner."
        ),
    )
    read_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, sent: Any = None, *, kept: WorkloadScope) -> None:
        initial = {
            **kept.scope.as_document(),
            "owner_keys": kept.owner_keys,
            "read_version": kept.version,
        }
        super().__init__(sent, initial=initial)
        self._known = (kept.workload.account_ids, kept.workload.regions)
        self._connected = set(kept.workload.connections.values_list("account_id", flat=True))
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)

    def clean_tags(self) -> str:
        text: str = self.cleaned_data["tags"].strip()
        if not text:
            return ""
        try:
            return shown(parse(text))
        except ExpressionError as error:
            raise forms.ValidationError(_at(error, text)) from error

    def clean_accounts(self) -> list[str]:
        named: list[str] = self.cleaned_data["accounts"]
        strange = gettext("%s: not among the workload’s accounts. Add it to the profile first.")
        return _known(named, {*self._known[0], *self._connected}, strange)

    def clean_regions(self) -> list[str]:
        strange = gettext("%s: not among the workload’s regions. Add it to the profile first.")
        return _known(self.cleaned_data["regions"], set(self._known[1]), strange)

    def scope(self) -> Scope:
        return Scope.from_document(self.cleaned_data)

    def differing_from(self, saved: WorkloadScope) -> list[tuple[str, str, str]]:
        """Label, saved text and typed text of every field in which a valid form differs."""
        theirs = {**saved.scope.as_document(), "owner_keys": saved.owner_keys}
        return [
            (str(self[name].label), _text(theirs[name]), _text(self.cleaned_data[name]))
            for name in theirs
            if theirs[name] != self.cleaned_data[name]
        ]


def _known(named: list[str], known: set[str], wrong: str) -> list[str]:
    """No scan reads another: a scope of it alone would leave nothing."""
    if strange := [each for each in named if each not in known]:
        raise forms.ValidationError(wrong % ", ".join(strange[:3]))
    return named


def _name_error(word: str, name: re.Pattern[str], wrong: Any) -> str:
    """What is wrong with the name or ARN of a mean, or an empty text."""
    if name.fullmatch(word) or ARN.fullmatch(word):
        return ""
    return str(wrong % word[:60])


def _at(error: ExpressionError, text: str) -> str:
    """The mistake with what stands around its place."""
    before, after = text[max(0, error.at - AROUND) : error.at], text[error.at : error.at + AROUND]
    said = {"problem": error.message, "at": error.at + 1, "text": f"{before}▸{after}"}
    return gettext("%(problem)s Sign %(at)s: %(text)s") % said


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "\n".join(value)
