"""What the pages of own levels send."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pillars.levels import Level

from .domain.levels import LONGEST, SHORTEST, InvalidReason, tidy_reason
from .models import PracticeLevel


class LevelForm(forms.Form):
    """A level of one's own, which is another than the published one, and why."""

    level = forms.ChoiceField(
        label=_("Risk while the practice is absent"),
        choices=PracticeLevel.choices,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: object, published: set[Level], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self._published = published
        words = gettext("%(least)s to %(most)s characters. It is shown in reviews and reports.")
        self.fields["reason"].help_text = words % {"least": SHORTEST, "most": LONGEST}

    def clean_level(self) -> Level:
        level = Level(self.cleaned_data["level"])
        if self._published == {level}:
            words = gettext(
                "%(level)s is the published level already. Choose another one; "
                "to return to the published level, end your own."
            )
            raise forms.ValidationError(words % {"level": PracticeLevel(level).label})
        return level

    def clean_reason(self) -> str:
        try:
            return tidy_reason(self.cleaned_data["reason"])
        except InvalidReason as error:
            raise forms.ValidationError(str(error)) from error
