"""Form fields for lists, tags and dates that work without a script: one item per line."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

SEPARATORS = re.compile(r"[\s,;]+")


class WordsField(forms.CharField):
    """Words apart by spaces, commas or new lines; each one is checked.

    Args:
        check: gives what is wrong with a word, or an empty text.
        limit: how many words at the most.
    """

    def __init__(self, *, check: Callable[[str], str], limit: int, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}))
        super().__init__(required=False, max_length=20_000, **kwargs)
        self.check, self.limit = check, limit

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return list(dict.fromkeys(word for word in SEPARATORS.split(text or "") if word))

    def validate(self, value: Any) -> None:
        if len(value) > self.limit:
            raise forms.ValidationError(f"At most {self.limit}; these are {len(value)}.")
        wrong = [message for word in value if (message := self.check(word))]
        if wrong:
            raise forms.ValidationError(wrong[:5])

    def run_validators(self, value: Any) -> None:
        """The text's own length was looked at before it became a list."""


class LinesField(WordsField):
    """As WordsField, with spaces allowed inside: one item per line or comma."""

    def to_python(self, value: Any) -> Any:
        text = forms.CharField.to_python(self, value)
        parts = (part.strip() for part in re.split(r"[\n,;]+", text or ""))
        return list(dict.fromkeys(part for part in parts if part))


class TagsField(forms.CharField):
    """`name=value` lines as a mapping."""

    def __init__(self, *, limit: int = 50, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}))
        super().__init__(required=False, max_length=20_000, **kwargs)
        self.limit = limit

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dict):
            return "\n".join(f"{key}={text}" for key, text in sorted(value.items()))
        return value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
        if len(lines) > self.limit:
            raise forms.ValidationError(f"At most {self.limit} tags; these are {len(lines)}.")
        return dict(self._pair(line) for line in lines)

    def _pair(self, line: str) -> tuple[str, str]:
        name, sign, text = (part.strip() for part in line.partition("="))
        if not sign or not name:
            raise forms.ValidationError(f"“{line[:60]}” is not of the form name=value.")
        if len(name) > 128 or len(text) > 256:
            raise forms.ValidationError(
                f"“{name[:40]}”: a tag's name has at most 128 characters, its value 256."
            )
        return name, text


class EventsField(forms.CharField):
    """`2026-11-27 Black Friday` lines as a list of (name, date)."""

    def __init__(self, *, limit: int = 50, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(required=False, max_length=20_000, **kwargs)
        self.limit = limit

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "\n".join(f"{day.isoformat()} {name}" for name, day in value)
        return value

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in (super().clean(value) or "").splitlines()]
        lines = [line for line in lines if line]
        if len(lines) > self.limit:
            raise forms.ValidationError(f"At most {self.limit} dates; these are {len(lines)}.")
        return [self._event(line) for line in lines]

    def _event(self, line: str) -> tuple[str, date]:
        day, _, name = line.partition(" ")
        try:
            when = date.fromisoformat(day)
        except ValueError as error:
            raise forms.ValidationError(
                f"“{line[:60]}” must start with a date such as 2026-11-27."
            ) from error
        if not name.strip() or len(name.strip()) > 100:
            raise forms.ValidationError(f"{day} needs a name of at most 100 characters.")
        return name.strip(), when


class MinutesField(forms.IntegerField):
    """Minutes, from zero to a year."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"inputmode": "numeric"})
        super().__init__(required=False, min_value=0, max_value=525_600, widget=widget, **kwargs)
