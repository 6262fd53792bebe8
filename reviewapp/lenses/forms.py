"""What people type to bring, publish and share lenses."""

import codecs
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from pillars.lens.parse import MAX_CHARACTERS

from .domain.publishing import MAX_NAME, MAX_NOTE
from .domain.sharing import MAX_DAYS
from .domain.sharing import MAX_NOTE as MAX_WHOM
from .words import digits

# A character takes at most four bytes; what is larger is not even read.
MAX_BYTES = 4 * MAX_CHARACTERS
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

MAJOR, MINOR, APART = "major", "minor", "apart"


class ImportForm(forms.Form):
    """A lens file, chosen or pasted. `source` is what to read, `text` what to show again."""

    file = forms.FileField(
        required=False,
        label=_("Lens file"),
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        max_length=None,
        allow_empty_file=True,
    )
    text = forms.CharField(
        required=False,
        strip=False,
        label=_("Or its text"),
        help_text=_("Where a file is chosen too, the file counts."),
        widget=forms.Textarea(attrs={"rows": 10, "class": "lens-source", "spellcheck": "false"}),
    )

    source: str | bytes = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = gettext("JSON in the custom lens format, at most %(most)s characters.")
        self.fields["file"].help_text = words % {"most": digits(MAX_CHARACTERS)}

    @classmethod
    def of_request(cls, request: HttpRequest) -> "ImportForm":
        """Bound to what was sent; an empty POST is a bad form and not a fresh page."""
        return cls(request.POST, request.FILES) if request.method == "POST" else cls()

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload and upload.size > MAX_BYTES:
            words = gettext(
                "The file has %(size)s bytes, and a lens at most %(most)s characters. "
                "Split it into two lenses."
            )
            raise forms.ValidationError(
                words % {"size": digits(upload.size), "most": digits(MAX_CHARACTERS)}
            )
        return upload

    def clean(self) -> dict[str, Any]:
        upload, text = self.cleaned_data.get("file"), self.cleaned_data.get("text", "")
        if upload:
            self.source = upload.read()
        elif text.strip():
            self.source = text
        elif not self.errors:
            raise forms.ValidationError(_("Choose a lens file, or paste its text."))
        return self.cleaned_data

    @property
    def as_text(self) -> str:
        """The source as text, so that the page can hold on to it; "" where it is none."""
        if isinstance(self.source, str):
            return self.source
        encoding = next((e for mark, e in _MARKS if self.source.startswith(mark)), "utf-8-sig")
        try:
            return self.source.decode(encoding)
        except UnicodeDecodeError:
            return ""


class ReleaseForm(forms.Form):
    """What becomes of a file where a lens of its name exists already."""

    publish_as = forms.ChoiceField(
        choices=[
            (MAJOR, _("A major version")),
            (MINOR, _("A minor version")),
            (APART, _("A lens of its own")),
        ],
        widget=forms.RadioSelect,
        label=_("Take it as"),
    )
    name = forms.CharField(
        required=False,
        label=_("Name of the version"),
    )
    note = forms.CharField(
        required=False,
        label=_("What changed"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = gettext("For example “Autumn 2026”; at most %(most)s characters.")
        self.fields["name"].help_text = words % {"most": digits(MAX_NAME)}

    def clean_name(self) -> str:
        return _at_most(self.cleaned_data["name"], MAX_NAME)

    def clean_note(self) -> str:
        return _at_most(self.cleaned_data["note"], MAX_NOTE)


def _spans() -> list[tuple[int, str]]:
    """For how many days an address may work."""
    words = [(days, ngettext("%(n)s day", "%(n)s days", days)) for days in (1, 7, 14, MAX_DAYS)]
    return [(days, text % {"n": days}) for days, text in words]


class ShareForm(forms.Form):
    """Whom a lens is offered to, and how long the address works."""

    note = forms.CharField(
        label=_("Whom it is for"),
        help_text=_("Only your organisation reads this."),
        max_length=None,
    )
    days = forms.TypedChoiceField(
        label=_("The address works for"),
        coerce=int,
        choices=_spans,
        initial=7,
    )

    def clean_note(self) -> str:
        return _at_most(" ".join(self.cleaned_data["note"].split()), MAX_WHOM)


def _at_most(text: str, limit: int) -> str:
    """The text; a browser's own limit would cut it without a word."""
    if len(text) > limit:
        words = gettext("At most %(most)s characters; this has %(count)s.")
        raise forms.ValidationError(words % {"most": digits(limit), "count": digits(len(text))})
    return text
