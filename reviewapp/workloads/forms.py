"""What a person says of a workload."""

from typing import Any

from django import forms
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reviewapp.people.models import Membership, Unit

from .domain.uploads import CheckedUpload, UploadRefused, check_diagram, store_diagram
from .fields import EventsField, LinesField, MinutesField, TagsField, WordsField
from .lens_offers import MOST_LENSES, lens_offers
from .models import Criticality, Environment, Workload
from .owning import leads_all, units_led
from .places import (
    INDUSTRIES,
    MOST_ACCOUNTS,
    account_error,
    elsewhere_error,
    region_error,
    requirement_error,
)

PROFILE_FIELDS = (
    "name",
    "description",
    "environment",
    "criticality",
    "unit",
    "account_ids",
    "regions",
    "non_aws_regions",
    "purpose",
    "industry",
    "business_owner",
    "review_owner",
    "traffic_pattern",
    "traffic_notes",
    "compliance",
    "rto_minutes",
    "rpo_minutes",
    "diagram_url",
    "tags",
    "notes",
)


NAME_TAKEN = _("Your organisation has a workload of this name already.")

COMPARED = (*PROFILE_FIELDS, "events")


class WorkloadForm(forms.ModelForm):
    """The profile. `read_version` names the version that the person saw."""

    account_ids = WordsField(
        check=account_error,
        limit=MOST_ACCOUNTS,
        label=_("AWS accounts"),
        help_text=_("12-digit ids, one per line."),
    )
    regions = WordsField(
        check=region_error,
        limit=50,
        label=_("AWS regions"),
        help_text=_("For example eu-west-1, one per line."),
    )
    non_aws_regions = LinesField(
        check=elsewhere_error,
        limit=5,
        label=_("Places outside AWS"),
        help_text=_("Data centres or other clouds, one per line."),
    )
    compliance = LinesField(
        check=requirement_error,
        limit=20,
        label=_("Compliance requirements"),
        help_text=_("For example PCI DSS, ISO 27001, GDPR; one per line."),
    )
    tags = TagsField(limit=50, label=_("Tags"), help_text=_("name=value, one per line."))
    events = EventsField(
        limit=50,
        label=_("Significant events"),
        help_text=_("A date and a name per line: 2026-11-27 Black Friday."),
    )
    industry = forms.ChoiceField(
        choices=[("", _("Not said")), *((name, _(name)) for name in INDUSTRIES)],
        required=False,
        label=_("Industry"),
    )
    rto_minutes = MinutesField(
        label=_("Recovery time objective (RTO), minutes"),
        help_text=_("How long the workload may be down."),
    )
    rpo_minutes = MinutesField(
        label=_("Recovery point objective (RPO), minutes"),
        help_text=_("How much of the newest data may be lost."),
    )
    diagram_upload = forms.FileField(
        required=False,
        label=_("Architecture diagram"),
        help_text=_("PNG, SVG or PDF."),
        widget=forms.FileInput(attrs={"accept": ".png,.svg,.pdf"}),
    )
    remove_diagram = forms.BooleanField(required=False, label=_("Remove the diagram"))
    diagram_url = forms.URLField(
        max_length=2048, required=False, label=_("Link to a diagram"), assume_scheme="https"
    )
    read_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Workload
        fields = PROFILE_FIELDS
        widgets = {
            "description": forms.Textarea(attrs={"rows": 2}),
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "traffic_notes": forms.Textarea(attrs={"rows": 2}),
            "notes": forms.Textarea(attrs={"rows": 4}),
        }
        labels = {
            "name": _("Name"),
            "description": _("Description"),
            "environment": _("Environment"),
            "criticality": _("Criticality"),
            "unit": _("Unit"),
            "purpose": _("Purpose"),
            "business_owner": _("Business owner"),
            "review_owner": _("Review owner's e-mail"),
            "traffic_pattern": _("Traffic pattern"),
            "traffic_notes": _("Traffic in words"),
            "notes": _("Notes"),
        }
        help_texts = {
            "description": _("One or two sentences, at most 250 characters."),
            "review_owner": _("Gets the mail about re-reviews."),
            "unit": _("The team that owns it: what somebody is there, they are here."),
            "purpose": _("What it does, for whom, and what a failure would mean."),
        }

    def __init__(self, *args: Any, membership: Membership | None = None, **kwargs: Any) -> None:
        """`membership` is that of who says it; without one no other unit is offered."""
        super().__init__(*args, **kwargs)
        self._let_texts_be_too_long()
        self._offer_units(membership)
        self.fields["environment"].choices = Environment.choices  # type: ignore[attr-defined]
        self.fields["criticality"].choices = Criticality.choices  # type: ignore[attr-defined]
        if self.instance.pk and not self.instance._state.adding:
            self.initial.setdefault("read_version", self.instance.version)
            self.initial.setdefault(
                "events", [(e.name, e.date) for e in self.instance.events.all()]
            )
        if not self.instance.diagram_id:
            del self.fields["remove_diagram"]

    @classmethod
    def of_request(cls, request: HttpRequest, workload: Workload) -> "WorkloadForm":
        """Bound to what was sent; an empty POST is a bad form and not a fresh page."""
        sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        return cls(*sent, instance=workload, membership=request.membership)  # type: ignore[attr-defined]

    def _offer_units(self, membership: Membership | None) -> None:
        """The one that it has, and those that the person leads; none to whom leads all.

        Who leads units alone cannot put a workload where they would not see it any more.
        """
        led = units_led(membership) if membership else Unit.objects.none()
        found = Unit.objects.filter(Q(pk__in=led) | Q(pk=self.instance.unit_id))
        field = self.fields["unit"]
        field.queryset = found.order_by("name")  # type: ignore[attr-defined]
        field.empty_label = gettext("None")  # type: ignore[attr-defined]
        free = membership is None or leads_all(membership)
        stays = not self.instance._state.adding and self.instance.unit_id is None
        field.required = not free and not stays
        if not found.exists():
            del self.fields["unit"]

    def _let_texts_be_too_long(self) -> None:
        """A browser cuts a pasted text at `maxlength` without a word; the server says it."""
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if len(name) < 3:
            raise forms.ValidationError(gettext("A name needs at least 3 characters."))
        others = Workload.objects.filter(organisation=self.instance.organisation, name__iexact=name)
        if others.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(NAME_TAKEN)
        return name

    def clean_diagram_upload(self) -> CheckedUpload | None:
        upload = self.cleaned_data.get("diagram_upload")
        if not upload:
            return None
        try:
            return check_diagram(upload)
        except UploadRefused as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("regions") and not data.get("non_aws_regions") and "regions" in data:
            self.add_error("regions", _("Name at least one region, or one place outside AWS."))
        return data

    def differing_from(self, saved: Workload) -> list[tuple[str, str, str]]:
        """Label, saved text and typed text of every field in which a valid form differs."""
        theirs = WorkloadForm(instance=saved)
        return [
            (str(self[name].label), _shown(theirs[name]), _shown(self[name]))
            for name in COMPARED
            if name in self.fields and name in theirs.fields
            if _plain(self.cleaned_data[name]) != _plain(theirs.initial.get(name))
        ]

    def profile(self) -> dict[str, Any]:
        """The checked values for the domain; an uploaded diagram is stored now.

        To be called in the transaction that saves them: a diagram nobody points at is waste.
        """
        said = self.cleaned_data
        values = {name: said[name] for name in PROFILE_FIELDS if name in said}
        if checked := self.cleaned_data.get("diagram_upload"):
            values["diagram"] = store_diagram(checked, self.instance.organisation_id)
        elif self.cleaned_data.get("remove_diagram"):
            values["diagram"] = None
        return values


class NewWorkloadForm(WorkloadForm):
    """The profile, and what to review the workload with."""

    lenses = forms.MultipleChoiceField(
        label=_("Lenses"),
        help_text=_("Each asks its own questions. More can be put on later, and any taken off."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick at least one lens.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offers = lens_offers(self.instance.organisation)
        if not offers:
            del self.fields["lenses"]
            return
        self.fields["lenses"].choices = [(each.name, each.label) for each in offers]  # type: ignore[attr-defined]
        self.initial.setdefault("lenses", [each.name for each in offers if each.ticked])

    def clean_lenses(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["lenses"]
        if len(chosen) > MOST_LENSES:
            many = gettext("A workload has at most %(most)s lenses; %(n)s are ticked.")
            raise forms.ValidationError(many % {"most": MOST_LENSES, "n": len(chosen)})
        return chosen


def _shown(field: forms.BoundField) -> str:
    """What a person reads in a field; of a choice its words."""
    value = field.value()
    text = "" if value is None else str(value)
    words = {str(key): said for key, said in getattr(field.field, "choices", ())}
    return str(_plain(words.get(text, text)))


def _plain(value: Any) -> Any:
    """A text without the line ends that browsers make of others; of a row its key."""
    value = getattr(value, "pk", value)
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
