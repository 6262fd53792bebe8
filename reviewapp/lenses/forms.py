"""What people type to bring, publish and share lenses."""

import codecs
from typing import Any

from django import forms
from django.http import HttpRequest

from pillars.lens.parse import MAX_CHARACTERS

from .domain.publishing import MAX_NAME, MAX_NOTE
from .domain.sharing import MAX_DAYS
from .domain.sharing import MAX_NOTE as MAX_WHOM

# A character takes at most four bytes; what is larger is not even read.
MAX_BYTES = 4 * MAX_CHARACTERS
_MARKS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

MAJOR, MINOR, APART = "major", "minor", "apart"


class ImportForm(forms.Form):
    """A lens file, chosen or pasted. `source` is what to read, `text` what to show again."""

    file = forms.FileField(
        required=False,
        label="Lens file",
        help_text=f"JSON in the custom lens format, at most {MAX_CHARACTERS:,} characters.",
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        max_length=None,
        allow_empty_file=True,
    )
    text = forms.CharField(
        required=False,
        strip=False,
        label="Or its text",
        help_text="Where a file is chosen too, the file counts.",
        widget=forms.Textarea(attrs={"rows": 10, "class": "lens-source", "spellcheck": "false"}),
    )

    source: str | bytes = ""

    @classmethod
    def of_request(cls, request: HttpRequest) -> "ImportForm":
        """Bound to what was sent; an empty POST is a bad form and not a fresh page."""
        return cls(request.POST, request.FILES) if request.method == "POST" else cls()

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        if upload and upload.size > MAX_BYTES:
            raise forms.ValidationError(
                f"The file has {upload.size:,} bytes, and a lens at most {MAX_CHARACTERS:,} "
                "characters. Split it into two lenses."
            )
        return upload

    def clean(self) -> dict[str, Any]:
        upload, text = self.cleaned_data.get("file"), self.cleaned_data.get("text", "")
        if upload:
            self.source = upload.read()
        elif text.strip():
            self.source = text
        elif not self.errors:
            raise forms.ValidationError("Choose a lens file, or paste its text.")
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
            (MAJOR, "A major version"),
            (MINOR, "A minor version"),
            (APART, "A lens of its own"),
        ],
        widget=forms.RadioSelect,
        label="Take it as",
    )
    name = forms.CharField(
        required=False,
        label="Name of the version",
        help_text=f"For example “Autumn 2026”; at most {MAX_NAME} characters.",
    )
    note = forms.CharField(
        required=False,
        label="What changed",
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_name(self) -> str:
        return _at_most(self.cleaned_data["name"], MAX_NAME)

    def clean_note(self) -> str:
        return _at_most(self.cleaned_data["note"], MAX_NOTE)


class ShareForm(forms.Form):
    """Whom a lens is offered to, and how long the address works."""

    note = forms.CharField(
        label="Whom it is for",
        help_text="Only your organisation reads this.",
        max_length=None,
    )
    days = forms.TypedChoiceField(
        label="The address works for",
        coerce=int,
        choices=[(1, "1 day"), (7, "7 days"), (14, "14 days"), (MAX_DAYS, f"{MAX_DAYS} days")],
        initial=7,
    )

    def clean_note(self) -> str:
        return _at_most(" ".join(self.cleaned_data["note"].split()), MAX_WHOM)


def _at_most(text: str, limit: int) -> str:
    """The text; a browser's own limit would cut it without a word."""
    if len(text) > limit:
        raise forms.ValidationError(f"At most {limit:,} characters; this has {len(text):,}.")
    return text
