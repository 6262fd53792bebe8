"""Pages about connections: the form, the test, the role's templates, removal."""

import json

import pytest

from reviewapp.workloads.models import Connection
from tests.aws import ACCOUNT
from tests.collection.engine import HERE, ROLE, connect, only
from tests.factories import make_workload
from tests.fakes import Refusal, fake_aws

pytestmark = pytest.mark.django_db
OTHER = "111122223333"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def workload(organisation):
    return make_workload(organisation, "Checkout", account_ids=[ACCOUNT], regions=[HERE])


def base(workload) -> str:
    return f"/workloads/{workload.pk}/connections/"


def sent(**changes: str) -> dict[str, str]:
    return {"kind": "role", "account_id": ACCOUNT, "role_arn": ROLE, **changes}


def test_the_form_starts_with_the_first_account_that_has_no_connection(editor, workload):
    workload.account_ids = [OTHER, ACCOUNT]
    workload.save()
    connect(workload, "", account_id=OTHER)
    form = editor.get(f"{base(workload)}new/").context["form"]
    assert (form["account_id"].value(), form["kind"].value()) == (ACCOUNT, "role")


def test_a_connection_is_made_with_an_external_id_of_its_own(editor, workload):
    editor.post(f"{base(workload)}new/", sent(account_id="1234-5678-9012"))
    editor.post(f"{base(workload)}new/", sent(account_id=OTHER, role_arn=""))
    first, second = Connection.objects.order_by("-account_id")
    assert (first.account_id, first.role_arn, first.kind) == (ACCOUNT, ROLE, "role")
    assert first.external_id != second.external_id
    assert min(len(first.external_id), len(second.external_id)) >= 32


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("account_id", "12345", "An AWS account id has exactly 12 digits."),
        ("account_id", "", "This field is required."),
        ("account_id", "١٢٣٤٥٦٧٨٩٠١٢", "An AWS account id has exactly 12 digits."),
        (
            "role_arn",
            "Reader",
            "A role's ARN looks like arn:aws:iam::123456789012:role/PillarsReviewReadOnly.",
        ),
        (
            "role_arn",
            f"arn:aws:iam::{ACCOUNT}:user/Reader",
            "A role's ARN looks like arn:aws:iam::123456789012:role/PillarsReviewReadOnly.",
        ),
        (
            "role_arn",
            f"arn:aws:iam::{OTHER}:role/Reader",
            f"This role is in account {OTHER}, not in {ACCOUNT}.",
        ),
        ("kind", "key", "Select a valid choice. key is not one of the available choices."),
    ],
)
def test_a_wrong_value_is_told_beside_its_field(editor, workload, field, value, error):
    response = editor.post(f"{base(workload)}new/", sent(**{field: value}))
    assert response.status_code == 422
    assert response.context["form"].errors == {field: [error]}
    assert not Connection.objects.exists()


def test_an_account_is_connected_once(editor, workload, monkeypatch):
    connect(workload, "")
    taken = {"account_id": ["This workload is connected to that account already."]}
    response = editor.post(f"{base(workload)}new/", sent())
    assert (response.status_code, response.context["form"].errors) == (422, taken)
    # Also where two forms were sent at once and both passed the look.
    monkeypatch.setattr(
        "reviewapp.collection.forms.ConnectionForm.clean_account_id",
        lambda form: form.cleaned_data["account_id"],
    )
    response = editor.post(f"{base(workload)}new/", sent())
    assert (response.status_code, response.context["form"].errors) == (422, taken)


def test_a_server_that_does_not_lend_its_credentials_does_not_offer_them(
    editor, workload, settings
):
    settings.AMBIENT_CREDENTIALS = False
    form = editor.get(f"{base(workload)}new/").context["form"]
    assert [value for value, _ in form.fields["kind"].choices] == ["role"]
    assert editor.post(f"{base(workload)}new/", sent(kind="ambient")).status_code == 422


def test_with_the_servers_own_credentials_no_role_is_kept(editor, workload):
    editor.post(f"{base(workload)}new/", sent(kind="ambient"))
    assert Connection.objects.get().role_arn == ""


def test_an_edit_changes_the_role_and_neither_the_account_nor_the_external_id(editor, workload):
    connection = connect(workload, "", kind="role", last_test={"ok": True})
    edit = f"{base(workload)}{connection.pk}/edit/"
    assert "Edit the connection to" in editor.get(edit).content.decode()
    editor.post(edit, sent(account_id=OTHER))
    changed = Connection.objects.get()
    assert (changed.account_id, changed.role_arn) == (ACCOUNT, ROLE)
    assert changed.external_id == connection.external_id
    assert changed.last_test is None


def test_a_test_from_the_page_shows_the_account_and_what_is_denied(
    editor, viewer, workload, moto_endpoint, monkeypatch
):
    only(monkeypatch, "ec2.volume", "iam.user")
    denied = Refusal("UnauthorizedOperation", "no", 403)
    with fake_aws({"DescribeVolumes": denied}, upstream=moto_endpoint) as endpoint:
        page = f"{base(workload)}{connect(workload, endpoint).pk}/"
        fragment = editor.post(f"{page}test/", headers=HTMX).content.decode()
        assert editor.post(f"{page}test/")["Location"] == page
    for shown in (fragment, viewer.get(page).content.decode()):
        assert f"Reached account {ACCOUNT}." in shown
        assert '<li class="tag">ec2:DescribeVolumes</li>' in shown
    assert "<html" not in fragment
    assert 'id="connection-test"' in fragment
    assert "Test connection" not in viewer.get(page).content.decode()


def test_a_failed_test_shows_why(editor, workload):
    connection = connect(workload, "", kind="role")
    page = editor.post(f"{base(workload)}{connection.pk}/test/", follow=True).content.decode()
    assert "The connection names no role yet." in page
    assert "Not reached" in editor.get(base(workload)).content.decode()


@pytest.mark.parametrize(
    ("form", "file"),
    [
        ("cloudformation", "pillars-review-role.json"),
        ("terraform", "pillars-review-role.tf"),
        ("policy", "pillars-review-policy.json"),
    ],
)
def test_the_templates_of_the_role_can_be_downloaded(viewer, workload, form, file):
    connection = connect(workload, "", kind="role")
    page = f"{base(workload)}{connection.pk}/"
    response = viewer.get(f"{page}{form}/download/")
    assert response["Content-Disposition"] == f'attachment; filename="{file}"'
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    text = response.content.decode()
    assert (connection.external_id in text) == (form != "policy")
    assert viewer.get(page).context["documents"][0]["text"]
    if file.endswith(".json"):
        assert json.loads(text)


def test_another_template_is_not_there(viewer, workload):
    connection = connect(workload, "", kind="role")
    assert viewer.get(f"{base(workload)}{connection.pk}/pulumi/download/").status_code == 404


def test_a_connection_without_a_role_needs_no_template(viewer, workload):
    connection = connect(workload, "")
    page = viewer.get(f"{base(workload)}{connection.pk}/")
    assert page.context["documents"] == []
    assert "Make the role" not in page.content.decode()


def test_a_connection_is_removed_after_a_question(editor, workload):
    connection = connect(workload, "")
    remove = f"{base(workload)}{connection.pk}/remove/"
    assert "Facts and findings of earlier scans stay" in editor.get(remove).content.decode()
    assert Connection.objects.exists()
    assert editor.post(remove)["Location"] == base(workload)
    assert not Connection.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_connections_are_listed_at_one_cost(viewer, workload, django_assert_num_queries, count):
    for number in range(count):
        connect(workload, "", account_id=f"{number:012}")
    with django_assert_num_queries(10):
        page = viewer.get(base(workload))
    assert len(page.context["page_obj"]) == count


def test_a_workload_without_connections_says_what_they_are(viewer, workload):
    page = viewer.get(base(workload)).content.decode()
    assert "No account connected" in page
    assert "No key is stored." in page
