"""Every text of the interface can be translated, and is translated into German."""

from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings

LOADER = SourceFileLoader("catalogue", str(settings.BASE_DIR / ".ci" / "catalogue"))


@pytest.fixture(scope="module")
def catalogue():
    module = module_from_spec(spec_from_loader("catalogue", LOADER))
    LOADER.exec_module(module)
    return module


def test_every_text_of_a_template_is_wrapped(catalogue, capsys):
    catalogue.unwrapped([])
    assert capsys.readouterr().out == "Every text is wrapped.\n"


def test_every_text_is_translated_and_compiled(catalogue, capsys):
    catalogue.check([])
    assert capsys.readouterr().out == "Every text has its translation.\n"


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>Two words</p>", ["Two words"]),
        ("<p>\n{{ name }} left</p>", ["… left"]),
        ('<a title="More of it" href="/x/">{{ x }}</a>', ["title=More of it"]),
        ('<b data-none="Nobody is here">1</b>', ["data-none=Nobody is here"]),
        ('{% include "web/_x.html" with text="All of it" only %}', ["All of it …"]),
        ('<p class="small muted" data-live-state="live">{% translate "All" %}</p>', []),
        ("{% blocktranslate %}All of <b>it</b>{% endblocktranslate %}", []),
        ("{% comment %}Not shown{% endcomment %}{# Nor this #}", []),
        ("<code>aws s3 ls</code> <kbd>Enter</kbd> AWS {{ x }}", []),
    ],
)
def test_text_that_is_not_wrapped_is_found(catalogue, tmp_path: Path, source: str, found: list):
    template = tmp_path / "x.html"
    template.write_text(source)
    assert [text for _line, text in catalogue.texts_of(template)] == found


def wrong(
    catalogue, german: str | tuple[str, ...], english: str | tuple[str, ...] = "%(n)s <b>x</b>"
):
    wanted, have = Message(english), Message(english, string=german)
    return list(catalogue._wrong("web/django de", wanted, have, []))


def test_a_translation_says_what_the_original_says(catalogue):
    assert wrong(catalogue, "<b>y</b> %(n)s") == []
    assert "placeholders" in wrong(catalogue, "<b>y</b> %(m)s")[0]
    assert "tags" in wrong(catalogue, "<i>y</i> %(n)s")[0]
    assert "white space" in wrong(catalogue, "<b>y</b> %(n)s ")[0]
    assert "no translation" in wrong(catalogue, "")[0]
    assert wrong(catalogue, ("Eine", "%(n)s"), ("One", "%(n)s")) == []
    assert "no translation" in wrong(catalogue, ("Eine", ""), ("One", "%(n)s"))[0]


def test_what_is_known_elsewhere_is_taken_over(catalogue):
    new, old = Catalog(locale="de"), Catalog(locale="de")
    for text in ("Close", "Save", "New"):
        new.add(text)
    old.add("Save", string="Speichern")
    catalogue._write(new, old, {("Close", None): [("web/django", "Schließen")]})
    assert [new[text].string for text in ("Close", "Save", "New")] == [
        "Schließen",
        "Speichern",
        None,
    ]
