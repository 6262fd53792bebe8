"""What a person says of how to be told."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .domain import Wish
from .domain.zones import UTC, zone_names
from .models import ByMail, Kind, Preferences

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]


def zone_choices() -> list[Any]:
    """Grouped by the part of the world."""
    first, *places = zone_names()
    groups = groupby(places, key=lambda name: name.split("/")[0])
    named = [(area, [(name, _place(name)) for name in names]) for area, names in groups]
    return [(first, first), *named]


def _place(name: str) -> str:
    return name.split("/", 1)[1].replace("_", " ")


class SettingsForm(forms.Form):
    """Two fields for each kind, and the hour of the digest."""

    digest_hour = forms.TypedChoiceField(choices=HOURS, coerce=int, label=_("Daily digest at"))
    time_zone = forms.ChoiceField(choices=zone_choices, label=_("Time zone"))

    def __init__(
        self, *args: Any, wishes: Mapping[Kind, Wish], preferences: Preferences, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["digest_hour"].initial = preferences.digest_hour
        self.fields["time_zone"].initial = preferences.time_zone
        if preferences.pk is None:
            self._offer_the_readers_zone()
        for kind, wish in wishes.items():
            self.fields[f"{kind}-app"] = forms.BooleanField(
                required=False, initial=wish.in_app, label=_("In the app")
            )
            self.fields[f"{kind}-mail"] = forms.ChoiceField(
                choices=ByMail.choices, initial=wish.by_mail, label=_("By mail")
            )

    def _offer_the_readers_zone(self) -> None:
        """Where the browser is, as far as it said so; it holds once it is saved."""
        here = timezone.get_current_timezone_name()
        if here != UTC and here in zone_names():
            self.fields["time_zone"].initial = here
            self.fields["time_zone"].help_text = _(
                "Where your browser is. Until you save this, the digest goes by UTC."
            )

    def rows(self) -> Iterator[tuple[Kind, forms.BoundField, forms.BoundField]]:
        for kind in Kind:
            yield kind, self[f"{kind}-app"], self[f"{kind}-mail"]

    def wishes(self) -> dict[Kind, Wish]:
        data = self.cleaned_data
        return {kind: Wish(data[f"{kind}-app"], ByMail(data[f"{kind}-mail"])) for kind in Kind}
