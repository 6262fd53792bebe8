"""What a person brings: a file or its text, and whose it is where that should be said."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from pillars.scanners.decoding import MAX_BYTES, Unreadable, check_size
from pillars.scanners.model import Tool
from pillars.scanners.reading import FORMATS, recognise

from .models import TOOLS
from .words import refusal_words

MEGABYTES = MAX_BYTES // 1024 // 1024
# Far beyond what a field of a form takes; a file may be larger.
MAX_TEXT = 2_000_000
_READ = {each.tool for each in FORMATS}


class ImportForm(forms.Form):
    """`content`: the bytes to read; `source_name`: what to call them."""

    file = forms.FileField(
        required=False,
        label=_("File"),
        help_text=format_lazy(
            _("JSON, JSON lines, CSV or SARIF, at most {megabytes} MB and 50,000 findings."),
            megabytes=MEGABYTES,
        ),
        widget=forms.FileInput(
            attrs={"accept": ".json,.jsonl,.ndjson,.csv,.sarif,application/json,text/csv"}
        ),
        max_length=None,
        allow_empty_file=True,
    )
    text = forms.CharField(
        required=False,
        strip=False,
        label=_("Or its text"),
        help_text=_("At most 2,000,000 characters. Where a file is chosen too, the file counts."),
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "mono"}),
    )
    tool = forms.ChoiceField(
        required=False,
        label=_("Tool"),
        choices=[("", _("Find out from the file"))]
        + [(value, label) for value, label in TOOLS if Tool(value) in _READ],
        help_text=_("Say it only where the file is empty because the tool found nothing."),
    )

    content: bytes = b""
    source_name: str = ""

    @classmethod
    def of_request(cls, request: HttpRequest) -> "ImportForm":
        """Bound to what was sent; an empty POST is a bad form and not a fresh page."""
        return cls(request.POST, request.FILES) if request.method == "POST" else cls()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        upload, text = data.get("file"), data.get("text") or ""
        if upload is not None:
            self._take_file(upload)
        elif len(text) > MAX_TEXT:
            self.add_error("text", _("This is too long to paste. Choose the file instead."))
        elif text.strip():
            self.content, self.source_name = text.encode("utf-8", "replace"), gettext("Pasted text")
        else:
            self.add_error("file", _("Choose a file, or paste its text below."))
        if 0 < len(self.content) <= MAX_TEXT:
            self._look_into("file" if upload is not None else "text")
        return data

    def _look_into(self, field: str) -> None:
        """What is small is looked into at once; the rest is told by the worker that reads it."""
        chosen = self.cleaned_data.get("tool")
        try:
            recognise(self.content, tool=Tool(chosen) if chosen else None)
        except Unreadable as error:
            self.add_error(field, refusal_words(str(error)))

    def _take_file(self, upload: Any) -> None:
        try:
            check_size(upload.size)
        except Unreadable as error:
            self.add_error("file", refusal_words(str(error)))
            return
        if upload.size == 0:
            self.add_error("file", _("The file is empty. Export it again."))
        else:
            self.content, self.source_name = upload.read(), upload.name

    @property
    def chosen(self) -> Tool | None:
        value = self.cleaned_data.get("tool")
        return Tool(value) if value else None
