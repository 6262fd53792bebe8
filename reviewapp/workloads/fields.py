"""Form fields for lists, tags and dates that work without a script: one item per line."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _

SEPARATORS = re.compile(r"[\s,;]+")
LINE_SEPARATORS = re.compile(r"[\n,;]+")
TEXT_LIMIT = 20_000


class TextOf(forms.CharField):
    """Text that stands for a value: `parse` reads it, `write` gives it back for the form."""

    def __init__(self, *, limit: int, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows, "spellcheck": "false"}))
        super().__init__(required=False, max_length=TEXT_LIMIT, **kwargs)
        self.limit = limit

    def parse(self, text: str) -> Any:
        """Raises ValidationError with everything that is wrong."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        raise NotImplementedError

    def clean(self, value: Any) -> Any:
        return self.parse(super().clean(value))

    def prepare_value(self, value: Any) -> Any:
        return value if value is None or isinstance(value, str) else self.write(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _lines(self.prepare_value(initial)) != _lines(data)

    def lines(self, text: str, too_many: str) -> list[str]:
        """Raises ValidationError with `too_many`, which names %(most)s and %(n)s."""
        found = _lines(text)
        if len(found) > self.limit:
            raise forms.ValidationError(too_many % {"most": self.limit, "n": len(found)})
        return found


class WordsField(TextOf):
    """Words apart by spaces, commas or new lines; each one is checked.

    Args:
        check: gives what is wrong with a word, or an empty text.
        limit: how many words at the most.
    """

    separators = SEPARATORS

    def __init__(self, *, check: Callable[[str], str], **kwargs: Any) -> None:
        super().__init__(rows=2, **kwargs)
        self.check = check

    def write(self, value: Any) -> str:
        return "\n".join(value)

    def parse(self, text: str) -> list[str]:
        parts = (part.strip() for part in self.separators.split(text))
        words = list(dict.fromkeys(part for part in parts if part))
        if len(words) > self.limit:
            many = _("At most %(most)s; these are %(n)s.")
            raise forms.ValidationError(many % {"most": self.limit, "n": len(words)})
        wrong = [message for word in words if (message := self.check(word))]
        if wrong:
            raise forms.ValidationError(wrong[:5])
        return words


class LinesField(WordsField):
    """As WordsField, with spaces allowed inside: one item per line or comma."""

    separators = LINE_SEPARATORS


class TagsField(TextOf):
    """`name=value` lines as a mapping."""

    def write(self, value: Any) -> str:
        return "\n".join(f"{key}={text}" for key, text in sorted(value.items()))

    def parse(self, text: str) -> dict[str, str]:
        return dict(map(_tag, self.lines(text, _("At most %(most)s tags; these are %(n)s."))))


class EventsField(TextOf):
    """`2026-11-27 Black Friday` lines as a list of (name, date)."""

    def write(self, value: Any) -> str:
        return "\n".join(f"{day.isoformat()} {name}" for name, day in value)

    def parse(self, text: str) -> list[tuple[str, date]]:
        return list(map(_event, self.lines(text, _("At most %(most)s dates; these are %(n)s."))))


class MinutesField(forms.IntegerField):
    """Minutes, from zero to a year."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"inputmode": "numeric"})
        super().__init__(required=False, min_value=0, max_value=525_600, widget=widget, **kwargs)


def _lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def _tag(line: str) -> tuple[str, str]:
    name, sign, text = (part.strip() for part in line.partition("="))
    if not sign or not name:
        raise forms.ValidationError(_("“%s” is not of the form name=value.") % line[:60])
    if len(name) > 128 or len(text) > 256:
        long = _("“%s”: a tag's name has at most 128 characters, its value 256.")
        raise forms.ValidationError(long % name[:40])
    return name, text


def _event(line: str) -> tuple[str, date]:
    day, _space, name = line.partition(" ")
    try:
        when = date.fromisoformat(day)
    except ValueError as error:
        wrong = _("“%s” must start with a date such as 2026-11-27.") % line[:60]
        raise forms.ValidationError(wrong) from error
    if not name.strip() or len(name.strip()) > 100:
        raise forms.ValidationError(_("%s needs a name of at most 100 characters.") % day)
    return name.strip(), when
