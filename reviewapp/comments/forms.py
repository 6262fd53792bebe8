"""What people send to say something."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from reviewapp.files.true_types import PICTURES, WrongType
from reviewapp.files.uploads import Upload, read_upload

from .domain.mentions import UnknownPerson
from .domain.writing import MOST_FILES, TEXT_LIMIT, Draft

KINDS = (*PICTURES, "application/pdf")
ACCEPT = ".png,.jpg,.jpeg,.gif,.webp,.pdf"
HINT = _("Markdown works, @ calls somebody in, #SEC08-BP02 links to a practice.")
TOO_LONG = ngettext_lazy(
    "At most %(limit_value)d character; this has %(show_value)d. Shorten it or attach a PDF.",
    "At most %(limit_value)d characters; this has %(show_value)d. Shorten it or attach a PDF.",
    "limit_value",
)


class Words(forms.CharField):
    """Text as it is kept: lines end as they do everywhere else.

    The browser is given no limit, since it would cut what is pasted without a word.
    """

    def __init__(self, **kwargs: Any) -> None:
        limit = MaxLengthValidator(TEXT_LIMIT, message=TOO_LONG)
        widget = forms.Textarea(attrs={"rows": 3, "data-mentions": "", "aria-autocomplete": "list"})
        super().__init__(widget=widget, validators=[limit], **kwargs)

    def to_python(self, value: Any) -> str:
        text: str = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class Files(forms.FileField):
    """Several pictures and PDF files; comes to a list of `Upload`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=FilesInput(attrs={"accept": ACCEPT}), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        sent: Sequence[UploadedFile[bytes]] = [each for each in data or [] if each]
        if len(sent) > MOST_FILES:
            raise forms.ValidationError(
                _("At most %(most)s files with one comment."), params={"most": MOST_FILES}
            )
        return [self._read(super(Files, self).clean(each, initial)) for each in sent]

    def _read(self, sent: "UploadedFile[bytes]") -> Upload:
        try:
            return read_upload(sent, limit=settings.EVIDENCE_LIMIT_BYTES, kinds=KINDS)
        except WrongType as error:
            raise forms.ValidationError(f"{sent.name}: {error}") from error


class CommentForm(forms.Form):
    """A comment. `place` names the form on its page, so that the focus finds it again."""

    text = Words(label=_("Comment"), required=False)
    uploads = Files(label=_("Pictures or PDF files"), required=False)
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, place: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["token"] = uuid4()
        self.auto_id = f"{place}-%s"
        self.fields["text"].widget.attrs["placeholder"] = HINT
        # Stays while the form is refused, with what is chosen in it, and goes with what was sent.
        chosen = {"id": f"files-{self['token'].value()}"[:60], "hx-preserve": "true"}
        self.fields["uploads"].widget.attrs |= chosen

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        said = data.get("text") or data.get("uploads")
        if not said and not {"text", "uploads"} & set(self.errors):
            self.add_error("text", _("Write something first."))
        return data

    def draft(self) -> Draft:
        data = self.cleaned_data
        return Draft(data["text"], cast("UUID", data["token"]), tuple(data["uploads"]))

    def refuse(self, unknown: UnknownPerson) -> None:
        for words in unknown.words:
            self.add_error("text", words)


class EditForm(forms.Form):
    """Another wording of the version that was read."""

    text = Words(label=_("Comment"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, files: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.auto_id = "edit-%s"
        self.fields["text"].required = not files
        self.fields["text"].widget.attrs["rows"] = 6

    def refuse(self, unknown: UnknownPerson) -> None:
        for words in unknown.words:
            self.add_error("text", words)


class DiscussionFilter(forms.Form):
    """Which threads of a workload are listed; what makes no sense counts as nothing."""

    STATES = (("open", _("Open")), ("resolved", _("Resolved")), ("all", _("All")))

    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    about = forms.ChoiceField(label=_("About"), required=False)
    person = forms.ChoiceField(label=_("Person"), required=False)
    mine = forms.BooleanField(label=_("Mentions me"), required=False)

    def __init__(
        self,
        *args: Any,
        pillars: Sequence[tuple[str, str]],
        people: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        about = [("", _("Everything")), *pillars, ("findings", _("Findings"))]
        self.fields["about"].choices = about  # type: ignore[attr-defined]
        self.fields["person"].choices = [("", _("Anybody")), *people]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        return {
            "state": "open",
            **{name: value for name, value in self.cleaned_data.items() if value},
        }
