"""Dates are written as the reader's language does; names of formats are those that exist."""

import re
from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.conf import settings
from django.template import engines
from django.utils.translation import override

MOMENT = datetime(2026, 11, 3, 9, 5, 7, tzinfo=UTC)
FORMAT = re.compile(r"""\|(?:date|time):["']([^"']+)["']""")
# What programs read, and a time that is the same in every language.
BARE = {"c", "H:i T", "Ymd", "Y", "Y-m-d"}


def formats(language: str) -> set[str]:
    module = import_module(f"reviewapp.web.formats.{language}.formats")
    return {name for name in vars(module) if name.endswith("_FORMAT")}


def test_every_language_has_the_formats_that_templates_name():
    named = set()
    for path in (settings.BASE_DIR / "templates").rglob("*.*"):
        named.update(FORMAT.findall(path.read_text()))
    assert len(named) > 8
    for language, _name in settings.LANGUAGES:
        assert named - BARE <= formats(language)


@pytest.mark.parametrize(
    ("name", "english", "german"),
    [
        ("SHORT_DATETIME_FORMAT", "3 Nov 2026, 09:05 UTC", "3. Nov. 2026, 09:05 UTC"),
        ("DATE_FORMAT", "3 November 2026", "3. November 2026"),
        ("MOMENT_FORMAT", "3 Nov 2026, 09:05:07 UTC", "3. Nov. 2026, 09:05:07 UTC"),
        ("MONTH_DAY_FORMAT", "3 Nov", "3. Nov."),
    ],
)
def test_a_date_reads_as_the_language_has_it(name: str, english: str, german: str):
    template = engines["django"].from_string(f"{{{{ at|date:'{name}' }}}}")
    for language, text in (("en", english), ("de", german)):
        with override(language):
            assert template.render({"at": MOMENT}) == text
