"""Wrong input: a message beside the field, the typed text still there, nothing written."""

import re

import pytest
from django.urls import reverse

from reviewapp.workloads.models import Workload
from tests.workloads.forms import profile

pytestmark = pytest.mark.django_db
CREATE = "/workloads/new/"
MEGABYTE = 1024 * 1024

WRONG = [
    ("name", "", "This field is required."),
    ("name", "ab", "A name needs at least 3 characters."),
    ("name", " a  ", "A name needs at least 3 characters."),
    ("name", "n" * 101, "Ensure this value has at most 100 characters (it has 101)."),
    ("name", "a\x00bc", "Null characters are not allowed."),
    ("description", "", "This field is required."),
    ("description", "d" * 251, "Ensure this value has at most 250 characters (it has 251)."),
    (
        "environment",
        "STAGING",
        "Select a valid choice. STAGING is not one of the available choices.",
    ),
    ("criticality", "", "This field is required."),
    ("industry", "Piracy", "Select a valid choice. Piracy is not one of the available choices."),
    ("account_ids", "12345", "“12345” is not 12 digits."),
    ("account_ids", "١١١١٢٢٢٢٣٣٣٣", "“١١١١٢٢٢٢٣٣٣٣” is not 12 digits."),
    ("account_ids", "1234-5678-9012", "“1234-5678-9012” is not 12 digits."),
    ("account_ids", "x" * 5000, f"“{'x' * 40}…” is not 12 digits."),
    (
        "account_ids",
        " ".join(map(str, range(10**11, 10**11 + 1001))),
        "At most 1000; these are 1001.",
    ),
    ("regions", "mars-west-1", "AWS has no region “mars-west-1”."),
    ("regions", "eu-central-9", None),
    ("regions", "r\x00", "Null characters are not allowed."),
    ("non_aws_regions", "DC", "“DC” needs 3 to 25 characters."),
    ("non_aws_regions", "one,two,three,four,five,six", "At most 5; these are 6."),
    ("compliance", "c" * 61, f"“{'c' * 40}…” is longer than 60 characters."),
    ("compliance", "PCI\x00", "Null characters are not allowed."),
    ("business_owner", "b" * 256, "Ensure this value has at most 255 characters (it has 256)."),
    ("review_owner", "nobody", "Enter a valid email address."),
    ("rto_minutes", "-1", "Ensure this value is greater than or equal to 0."),
    ("rto_minutes", "soon", "Enter a whole number."),
    ("rpo_minutes", "999999999999999", "Ensure this value is less than or equal to 525600."),
    ("diagram_url", "javascript:alert(1)", "Enter a valid URL."),
    ("tags", "no sign", "“no sign” is not of the form name=value."),
    ("tags", "=value", "“=value” is not of the form name=value."),
    ("tags", f"{'k' * 129}=v", None),
    ("tags", "\n".join(f"k{n}=v" for n in range(51)), "At most 50 tags; these are 51."),
    ("events", "tomorrow Launch", "“tomorrow Launch” must start with a date such as 2026-11-27."),
    ("events", "2026-13-40 Launch", None),
    ("events", "2026-11-27", "2026-11-27 needs a name of at most 100 characters."),
    ("purpose", "p" * 5001, "Ensure this value has at most 5000 characters (it has 5001)."),
]


@pytest.mark.parametrize(("field", "value", "message"), WRONG)
def test_a_wrong_value_is_told_beside_its_field_and_nothing_is_lost(editor, field, value, message):
    response = editor.post(CREATE, profile(**{field: value}))
    assert response.status_code == 422
    form = response.context["form"]
    assert list(form.errors) == [field]
    if message:
        assert form.errors[field] == [message]
    sent = profile(**{field: value})
    assert {name: form[name].value() for name in sent} == sent
    page = response.content.decode()
    assert re.search(rf'aria-invalid="true"[^>]*aria-describedby="[^"]*id_{field}_error', page) or (
        re.search(rf'aria-describedby="[^"]*id_{field}_error[^>]*aria-invalid="true"', page)
    )
    assert not Workload.objects.exists()


def test_a_region_that_nearly_exists_is_answered_with_those_that_do(editor):
    errors = editor.post(CREATE, profile(regions="eu-centrall-1")).context["form"].errors
    assert errors["regions"][0].startswith("AWS has no region “eu-centrall-1”. Did you mean eu-")


def test_all_that_is_wrong_is_told_at_once(editor):
    sent = profile(name="", account_ids="1 2", regions="mars-1", events="x", rto_minutes="?")
    errors = editor.post(CREATE, sent).context["form"].errors
    assert set(errors) == {"name", "account_ids", "regions", "events", "rto_minutes"}
    assert errors["account_ids"] == ["“1” is not 12 digits.", "“2” is not 12 digits."]


def test_a_workload_needs_a_place(editor):
    errors = editor.post(CREATE, profile(regions="", non_aws_regions="")).context["form"].errors
    assert errors == {"regions": ["Name at least one region, or one place outside AWS."]}
    assert editor.post(CREATE, profile(regions="")).status_code == 302


def test_an_empty_post_is_a_bad_form(editor):
    response = editor.post(CREATE)
    assert response.status_code == 422
    assert {"name", "description", "environment"} <= set(response.context["form"].errors)


def test_a_browser_does_not_cut_long_texts_by_itself(editor):
    assert "maxlength" not in editor.get(CREATE).content.decode()


@pytest.mark.parametrize("field", ["notes", "purpose", "regions", "tags", "events", "name"])
def test_ten_megabytes_come_back_with_a_message_and_stay_in_the_form(editor, field):
    text = "word " * (2 * MEGABYTE)
    response = editor.post(CREATE, profile(**{field: text}))
    assert response.status_code == 422
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert "Ensure this value has at most" in form.errors[field][0]
    assert form[field].value() == text
    assert text in response.content.decode()
    assert not Workload.objects.exists()


def test_what_is_too_large_to_read_is_refused_in_words(editor, workload):
    edit = reverse("workloads:edit", kwargs={"workload_id": workload.pk})
    response = editor.post(edit, profile(notes="n" * (17 * MEGABYTE), read_version="1"))
    assert response.status_code == 413
    page = response.content.decode()
    assert "what you typed is still in the form" in page
    workload.refresh_from_db()
    assert workload.version == 1


def test_too_many_fields_are_refused_in_words(editor):
    response = editor.post(CREATE, {f"field{number}": "x" for number in range(3001)})
    assert response.status_code == 413


def test_a_host_that_is_not_ours_is_refused_in_words(client):
    response = client.get("/", headers={"Host": "evil.example.com"})
    assert response.status_code == 400
    assert "The request was not understood" in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/workloads/0/", "/workloads/%00/", "/nothing/", "/workloads/new"]
)
def test_odd_addresses_are_no_errors_of_the_server(editor, path):
    assert editor.get(path).status_code in {404, 301}
