"""A workload's life: made, changed, put away, taken back, deleted."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from reviewapp.files.domain import store_file
from reviewapp.files.models import StoredFile
from reviewapp.workloads.domain import NameTaken, create_workload, update_workload
from reviewapp.workloads.models import Workload
from tests.factories import make_organisation, make_workload
from tests.reviews.factories import make_lens, small_lens
from tests.workloads.forms import profile

pytestmark = pytest.mark.django_db
CREATE = "/workloads/new/"


def address(name: str, workload: Workload) -> str:
    return reverse(f"workloads:{name}", kwargs={"workload_id": workload.pk})


def test_an_editor_makes_a_workload_with_all_that_the_form_takes(editor, organisation):
    response = editor.post(CREATE, profile(name="  Checkout   shop "))
    made = Workload.objects.get()
    assert response["Location"] == address("detail", made)
    assert (made.organisation, made.created_by) == (organisation, editor.user)
    assert made.name == "Checkout shop"
    assert made.account_ids == ["111122223333", "444455556666"]
    assert made.regions == ["eu-central-1", "eu-west-1"]
    assert made.non_aws_regions == ["Frankfurt cellar"]
    assert made.compliance == ["PCI DSS", "GDPR"]
    assert (made.rto_minutes, made.rpo_minutes) == (60, 15)
    assert made.tags == {"team": "pay", "cost-centre": "42"}
    assert [(event.name, event.date) for event in made.events.all()] == [
        ("Black Friday", date(2026, 11, 27)),
        ("Christmas", date(2026, 12, 24)),
    ]


def test_a_new_workload_has_its_reviews_and_its_next_date(editor):
    editor.post(CREATE, profile())
    made = Workload.objects.get()
    assert made.reviews.filter(version__lens__alias="foundations").exists()
    assert made.questions_total > 0
    assert made.schedule.next_due is not None


def test_the_page_of_a_workload_shows_what_was_said(editor):
    page = editor.post(CREATE, profile(), follow=True).content.decode()
    for said in (
        "Takes orders and payments.",
        "Head of shop",
        "Black Friday",
        "team=pay",
        "PCI DSS",
    ):
        assert said in page
    assert "Retail &amp; Wholesale" in page


def test_the_form_gives_back_what_was_saved_and_saves_it_unchanged(editor):
    editor.post(CREATE, profile())
    made = Workload.objects.get()
    form = editor.get(address("edit", made)).context["form"]
    again = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    assert editor.post(address("edit", made), again).status_code == 302
    saved = Workload.objects.get()
    differing = [
        field.name
        for field in Workload._meta.fields
        if getattr(saved, field.name) != getattr(made, field.name)
    ]
    assert differing == ["updated_at", "version"]
    assert saved.events.count() == 2


def test_an_edit_changes_the_profile_and_its_version(editor, workload):
    sent = profile(name="Checkout 2", read_version="1", events="2027-01-01 Launch")
    response = editor.post(address("edit", workload), sent)
    assert response["Location"] == address("detail", workload)
    workload.refresh_from_db()
    assert (workload.name, workload.version) == ("Checkout 2", 2)
    assert [event.name for event in workload.events.all()] == ["Launch"]


def test_a_stale_edit_writes_nothing_and_shows_both_values(editor, workload):
    editor.post(address("edit", workload), profile(read_version="1", purpose="First.\nTwo lines."))
    response = editor.post(
        address("edit", workload),
        profile(read_version="1", purpose="Second.", rto_minutes="90", environment="PREPRODUCTION"),
    )
    assert response.status_code == 409
    assert response.context["differing"] == [
        ("Environment", "Production", "Pre-production"),
        ("Purpose", "First.\nTwo lines.", "Second."),
        ("Recovery time objective (RTO), minutes", "60", "90"),
    ]
    page = response.content.decode()
    assert "Theirs, saved" in page
    assert ">\nSecond.</textarea>" in page
    workload.refresh_from_db()
    assert (workload.purpose, workload.rto_minutes) == ("First.\nTwo lines.", 60)


def test_after_a_stale_edit_the_same_form_can_be_saved_over_theirs(editor, workload):
    editor.post(address("edit", workload), profile(read_version="1", purpose="First."))
    form = editor.post(
        address("edit", workload), profile(read_version="1", purpose="Second.")
    ).context["form"]
    version = form["read_version"].value()
    editor.post(address("edit", workload), profile(read_version=version, purpose="Second."))
    workload.refresh_from_db()
    assert (workload.purpose, workload.version) == ("Second.", 3)


@pytest.mark.parametrize("version", ["", "0", "99999999999999999999"])
def test_a_form_that_names_no_version_of_this_workload_is_stale(editor, workload, version):
    response = editor.post(address("edit", workload), profile(read_version=version))
    assert response.status_code == 409


def test_an_archived_workload_leaves_the_lists_and_comes_back(editor, workload):
    editor.post(address("archive", workload))
    assert listed(editor) == []
    assert listed(editor, archived="1") == [workload.name]
    page = editor.get(address("detail", workload)).content.decode()
    assert "Archived" in page
    editor.post(address("archive", workload))
    assert listed(editor) == [workload.name]


def listed(browser, **query: str) -> list[str]:
    return [each.name for each in browser.get("/workloads/", query).context["page_obj"]]


@pytest.mark.parametrize("typed", ["", "checkout", "Checkou", "Checkout!"])
def test_a_workload_is_not_deleted_without_its_name(owner, workload, typed):
    response = owner.post(address("delete", workload), {"confirmation": typed})
    assert response.status_code == 422
    assert "Type the name exactly as it stands here: Checkout" in response.content.decode()
    assert Workload.objects.exists()


def test_an_owner_deletes_a_workload_with_its_diagram(owner, workload):
    workload.diagram = store_file(
        organisation_id=workload.organisation_id,
        name="d.png",
        content_type="image/png",
        content=b"x",
    )
    workload.save()
    response = owner.post(address("delete", workload), {"confirmation": " Checkout "})
    assert response["Location"] == "/workloads/"
    assert (Workload.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_a_name_is_taken_once_in_an_organisation_whatever_its_case(editor, workload):
    response = editor.post(CREATE, profile(name="  checkOUT "))
    assert response.status_code == 422
    assert response.context["form"].errors == {
        "name": ["Your organisation has a workload of this name already."]
    }


def test_another_organisation_may_use_the_same_name(editor):
    make_workload(make_organisation("Elsewhere"), "Checkout")
    assert editor.post(CREATE, profile()).status_code == 302


def test_two_forms_saved_at_once_make_one_workload(editor, organisation, monkeypatch):
    """The second passed the form's look before the first was written."""
    monkeypatch.setattr(
        "reviewapp.workloads.forms.WorkloadForm.clean_name", lambda form: form.cleaned_data["name"]
    )
    make_workload(organisation, "Checkout")
    response = editor.post(CREATE, profile())
    assert response.status_code == 422
    assert "has a workload of this name already" in response.content.decode()
    other = make_workload(organisation, "Search")
    response = editor.post(address("edit", other), profile(read_version="1"))
    assert response.status_code == 422
    other.refresh_from_db()
    assert (other.name, other.version) == ("Search", 1)


def test_the_domain_says_when_a_name_is_taken(organisation, workload):
    fields = {"name": "checkout", "description": "x", "environment": "PRODUCTION"}
    with pytest.raises(NameTaken):
        create_workload(organisation=organisation, fields=fields)
    other = make_workload(organisation, "Search")
    with pytest.raises(NameTaken):
        update_workload(workload=other, read_version=1, fields={"name": "CHECKOUT"})
    assert not connection.needs_rollback


def test_one_chooses_what_a_new_workload_is_reviewed_with(editor, organisation):
    make_lens(small_lens(name="House rules"), alias="house-rules", organisation=organisation)
    page = editor.get(CREATE).content.decode()
    assert "House rules (3 questions)" in page
    assert "questions, built in)" in page

    editor.post(CREATE, profile(lenses=["house-rules", "foundations"]))

    made = Workload.objects.get()
    assert {review.slug for review in made.reviews.all()} == {"house-rules", "foundations"}


@pytest.mark.parametrize(
    ("lenses", "said"),
    [
        ([], "Tick at least one lens."),
        (["nothing"], "nothing is not one of the available choices"),
        (["theirs"], "theirs is not one of the available choices"),
    ],
)
def test_a_choice_of_lenses_that_cannot_be_is_said_beside_it(editor, lenses, said):
    make_lens(alias="theirs", organisation=make_organisation("Elsewhere"))

    response = editor.post(CREATE, profile(lenses=lenses))

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Workload.objects.exists()


def test_a_new_workload_has_at_most_twenty_lenses(editor, organisation):
    names = [f"lens-{number}" for number in range(21)]
    for name in names:
        make_lens(alias=name, organisation=organisation)

    response = editor.post(CREATE, profile(lenses=names))

    assert response.status_code == 422
    assert "A workload has at most 20 lenses; 21 are ticked." in response.content.decode()


def test_a_profile_that_is_edited_leaves_the_lenses_alone(editor, workload):
    assert (
        "What it is reviewed with"
        not in editor.get(f"/workloads/{workload.pk}/edit/").content.decode()
    )
