"""What people send to attach evidence."""

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pillars.lens.model import Question
from reviewapp.files.true_types import EXTENSIONS, KINDS, WrongType
from reviewapp.files.uploads import Upload, read_upload

from .domain.evidence_items import NewItem

ONE_OF = gettext_lazy("Give one of the three: a file, a link or a note.")
ACCEPT = ",".join(f".{each}" for each in (*EXTENSIONS.values(), "jpeg"))


class ValidUntil(forms.DateField):
    """The last day that something holds: today or later."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Valid until"),
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            **kwargs,
        )

    def clean(self, value: Any) -> date | None:
        day: date | None = super().clean(value)
        if day and day < timezone.now().date():
            raise forms.ValidationError(_("This day is over. Choose a later one."))
        return day


class ItemForm(forms.Form):
    """A file, a link or a note, for a question or for one of its choices."""

    choice = forms.ChoiceField(label=gettext_lazy("It shows"), required=False)
    upload = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    url = forms.CharField(
        label=gettext_lazy("or a link"),
        required=False,
        max_length=2048,
        widget=forms.URLInput(attrs={"placeholder": "https://", "autocomplete": "off"}),
    )
    text = forms.CharField(
        label=gettext_lazy("or a note"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("Empty: the name of the file, or the address."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    valid_until = ValidUntil(
        required=False, help_text=gettext_lazy("After this day the answer is marked as stale.")
    )

    def __init__(self, *args: Any, question: Question, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "item-%s"
        practices = [(each.id, each.title) for each in question.choices if not each.is_none]
        self.fields["choice"].choices = [("", _("The question as a whole")), *practices]  # type: ignore[attr-defined]
        limit = settings.EVIDENCE_LIMIT_BYTES // 1024 // 1024
        words = _("%(kinds)s; at most %(limit)d MB.") % {"kinds": KINDS, "limit": limit}
        self.fields["upload"].help_text = words

    def clean_upload(self) -> Upload | None:
        sent: UploadedFile[bytes] | None = self.cleaned_data["upload"]
        if sent is None:
            return None
        try:
            return read_upload(sent, limit=settings.EVIDENCE_LIMIT_BYTES)
        except WrongType as error:
            raise forms.ValidationError(str(error)) from error

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        if url and not _is_web(url):
            raise forms.ValidationError(_("Only addresses that start with https:// or http://."))
        return url

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = [name for name in ("upload", "url", "text") if data.get(name)]
        if len(given) != 1 and not {"upload", "url", "text"} & set(self.errors):
            self.add_error("upload" if not given else given[-1], ONE_OF)
        return data

    def item(self) -> NewItem:
        data = self.cleaned_data
        upload: Upload | None = data["upload"]
        return NewItem(
            title=(data["title"] or (upload.name if upload else data["url"] or _("Note")))[:200],
            choice_id=data["choice"],
            upload=upload,
            url=data["url"],
            text=data["text"],
            valid_until=data["valid_until"],
        )


class RenewForm(forms.Form):
    valid_until = ValidUntil(required=True)


def _is_web(url: str) -> bool:
    """A whole address of the web, without a name and password in it or a blank."""
    if any(each.isspace() or not each.isprintable() for each in url):
        return False
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        )
    except ValueError:
        return False
