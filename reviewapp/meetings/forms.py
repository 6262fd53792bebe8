"""Forms of meetings."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pillars.lens.model import Lens

from .domain.beginning import MINUTES, MOST_MINUTES, PillarPlan, Wish
from .models import Show


class BeginForm(forms.Form):
    """What a meeting goes through. A pillar's fields go by its place in the lens."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=120, strip=True)
    show = forms.ChoiceField(label=gettext_lazy("Which questions"), choices=Show.choices)

    def __init__(self, *args: Any, lens: Lens, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pillars = lens.pillars
        for at, _pillar in enumerate(self.pillars):
            self.fields[f"take-{at}"] = forms.BooleanField(required=False, initial=True)
            self.fields[f"minutes-{at}"] = forms.IntegerField(
                initial=MINUTES, min_value=1, max_value=MOST_MINUTES, required=False
            )
            self.fields[f"order-{at}"] = forms.IntegerField(
                initial=at + 1, min_value=1, max_value=999, required=False
            )

    @property
    def rows(self) -> list[dict[str, Any]]:
        """For the table: the pillar, and its fields."""
        return [
            {
                "pillar": pillar,
                "take": self[f"take-{at}"],
                "minutes": self[f"minutes-{at}"],
                "order": self[f"order-{at}"],
            }
            for at, pillar in enumerate(self.pillars)
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not any(data.get(f"take-{at}") for at in range(len(self.pillars))):
            self.add_error(None, _("Choose at least one pillar."))
        return data

    @property
    def wish(self) -> Wish:
        """Of a valid form. Pillars with the same place stay in the order of the lens."""
        data = self.cleaned_data
        taken = [at for at in range(len(self.pillars)) if data[f"take-{at}"]]
        taken.sort(key=lambda at: (data[f"order-{at}"] or at + 1, at))
        plans = [PillarPlan(self.pillars[at].id, data[f"minutes-{at}"] or MINUTES) for at in taken]
        return Wish(data["title"], data["show"], plans)
