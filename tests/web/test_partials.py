"""The shared partials: what they show, to the eye and to assistive technology."""

import re

import pytest
from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.test import RequestFactory

from reviewapp.web.templatetags.counting import COUNTED


class Profile(forms.Form):
    name = forms.CharField(max_length=5, help_text="What the team calls it.")
    notes = forms.CharField(widget=forms.Textarea, required=False)
    regions = forms.MultipleChoiceField(
        choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, help_text="Where."
    )
    agreed = forms.BooleanField(label="I agree", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


def squeeze(html: str) -> str:
    return re.sub(r"\s+", " ", html).strip()


def field(form: forms.Form, name: str) -> str:
    return squeeze(render_to_string("web/_field.html", {"field": form[name]}))


def test_a_field_names_its_help():
    html = field(Profile(), "name")
    assert '<label for="id_name">Name' in html
    assert 'aria-describedby="id_name_helptext"' in html
    assert 'id="id_name_helptext">What the team calls it.' in html


def test_a_wrong_field_keeps_its_text_and_names_its_error():
    html = field(Profile({"name": "much too long"}), "name")
    assert 'value="much too long"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html
    assert "at most 5 characters" in html


def test_a_group_of_choices_is_a_fieldset_with_help_and_error():
    html = field(Profile({}), "regions")
    assert '<fieldset class="field field--error" aria-describedby="id_regions_helptext' in html
    assert "<legend>Regions" in html
    assert html.count('<label class="choice"') == 2


def test_a_checkbox_stands_inside_its_label():
    assert '<label class="choice" for="id_agreed"><input type="checkbox"' in field(
        Profile(), "agreed"
    )


def test_a_hidden_field_has_no_label():
    assert field(Profile(), "secret") == ('<input type="hidden" name="secret" id="id_secret">')


def test_djangos_own_rendering_gives_the_same_field():
    form = Profile()
    assert squeeze(str(form["name"].as_field_group())) == field(form, "name")


@pytest.mark.parametrize(
    ("risk", "words"),
    [
        ("HIGH", "High risk"),
        ("MEDIUM", "Medium risk"),
        ("NONE", "No risk identified"),
        ("UNANSWERED", "Unanswered"),
        ("NOT_APPLICABLE", "Not applicable"),
    ],
)
def test_each_risk_has_its_own_shape_and_words(risk, words):
    html = render_to_string("web/_risk.html", {"risk": risk})
    assert f"#mark-{risk.lower()}" in html
    assert re.sub(r"<[^>]+>", "", html).strip() == words


def widths(**counts: int) -> list[tuple[str, str]]:
    html = render_to_string("web/_riskbar.html", counts)
    return re.findall(r'class="riskbar__(\w+)" width="(\d+)"', html)


def test_the_risk_bar_lays_cumulative_widths_over_each_other():
    counts = {"high": 1, "medium": 2, "none": 3, "not_applicable": 1, "unanswered": 3, "total": 10}
    assert widths(**counts) == [
        ("open", "1000"),
        ("na", "700"),
        ("none", "600"),
        ("medium", "300"),
        ("high", "100"),
    ]


def test_the_risk_bar_of_nothing_says_so():
    counts = dict.fromkeys(("high", "medium", "none", "not_applicable", "unanswered", "total"), 0)
    assert widths(**counts) == [("open", "1000")]
    assert 'aria-label="No questions"' in render_to_string("web/_riskbar.html", counts)


def test_the_risk_bar_says_its_numbers():
    counts = {"high": 1, "medium": 2, "none": 3, "not_applicable": 1, "unanswered": 3, "total": 10}
    assert (
        "Of 10 questions: 1 high risk, 2 medium risk, 3 no risk, 3 unanswered, 1 not applicable"
        in render_to_string("web/_riskbar.html", counts)
    )


def pages(number: int, count: int = 50) -> str:
    request = RequestFactory().get("/", {"q": "a b", "page": str(number)})
    page = Paginator(range(count), 10).page(number)
    return render_to_string("web/_pagination.html", {"page_obj": page, "noun": "workload"}, request)


def test_pagination_keeps_the_search():
    html = pages(3)
    assert re.findall(r'href="([^"]+)"', html) == [f"?q=a+b&amp;page={n}" for n in (1, 2, 4, 5)]
    assert "21–30 of 50 workloads" in html


def test_pagination_of_one_page_only_counts():
    html = pages(1, count=1)
    assert "1 workload" in squeeze(html)
    assert "href" not in html


def test_every_list_counts_what_is_known():
    """A page that names no noun, or one without its plurals, would not open."""
    included = {
        path: re.findall(
            r'include "web/_pagination.html"(?: with noun="([^"]*)")?', path.read_text()
        )
        for path in (settings.BASE_DIR / "templates").rglob("*.html")
    }
    nouns = {noun for found in included.values() for noun in found}
    assert len(nouns) > 20
    assert nouns <= set(COUNTED), nouns - set(COUNTED)


def test_progress_without_a_total_has_no_value():
    html = render_to_string("web/_progress.html", {"label": "Writing the report"})
    assert '<progress aria-label="Writing the report"></progress>' in html


def test_a_typed_confirmation_waits_for_the_words():
    context = {"id": "delete", "title": "Delete?", "action": "/x/", "confirm_text": "Checkout"}
    html = render_to_string("web/_confirm_dialog.html", context)
    assert 'data-confirm-text="Checkout"' in html
    assert "data-confirm-submit disabled>" in html
    without = render_to_string("web/_confirm_dialog.html", {**context, "confirm_text": ""})
    assert "data-confirm-submit>" in without
