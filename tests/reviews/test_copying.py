"""Copying answers from another workload or a milestone."""

import pytest

from reviewapp.lenses.domain.versions import digest_of
from reviewapp.reviews.domain import copying
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.decisions import ChoiceDetail, decision_of
from reviewapp.reviews.domain.milestones import save_milestone
from reviewapp.reviews.domain.proposing import write_proposals
from reviewapp.reviews.models import LensReview, Origin
from tests.factories import make_organisation, make_workload

from .factories import answer_of, decide, make_lens, make_review, small_lens

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(organisation):
    return make_lens(organisation=organisation)


@pytest.fixture
def here(workload, version):
    return make_review(workload, version)


@pytest.fixture
def there(organisation, version):
    review = make_review(make_workload(organisation, name="Search"), version)
    detail = {"copies": ChoiceDetail(not_applicable=True, reason="OUT_OF_SCOPE", notes="Rebuilt.")}
    answer(review, "backups", "tested", notes="Restored in May.", choice_details=detail)
    answer(review, "question_1", "first_1")
    return review


def answer(review, question, *selected, **more):
    found = answer_of(review, question)
    return save_answer(
        answer_id=found.pk,
        read_version=found.version,
        decision=decide(*selected, **more),
        by=None,
    )


def copy_page(review, source=None):
    rest = f"workload/{source.workload_id}/" if source else ""
    return f"/workloads/{review.workload_id}/copy/{review.slug}/{rest}"


def test_the_whole_answer_is_copied_with_its_origin(here, there):
    found = copying.proposals(here, copying.of_review(there))
    assert [each.question_id for each in found] == ["backups", "question_1"]
    done = write_proposals(
        review=here,
        proposals=found[:1],
        read_versions={"backups": 0},
        by=None,
        origin=Origin.COPY,
    )
    assert (done.changed, done.stale) == (1, ())

    copied = answer_of(here)
    assert decision_of(copied) == decision_of(answer_of(there))
    assert (copied.origin, copied.version, copied.by_person) == ("copy", 1, True)
    assert copied.origin_note.startswith("Copied from “Search”, version 1.0")
    change = copied.changes.get()
    assert (change.origin, change.why) == (Origin.COPY, copied.origin_note)
    here.refresh_from_db()
    assert here.unanswered == 2
    assert answer_of(here, "question_1").version == 0


def test_what_is_the_same_or_unanswered_is_not_offered(here, there):
    answer(here, "question_1", "first_1")
    found = copying.proposals(here, copying.of_review(there))
    assert [each.question_id for each in found] == ["backups"]


def test_choices_that_this_version_lacks_are_named_and_left_out(here, there):
    document = small_lens()
    document["pillars"][0]["questions"][0]["choices"][1]["id"] = "rehearsed"
    for rule in document["pillars"][0]["questions"][0]["riskRules"]:
        rule["condition"] = rule["condition"].replace("tested", "rehearsed")
    newer = here.version.lens.versions.create(
        number=2, major=2, document=document, digest=digest_of(document)
    )
    LensReview.objects.filter(pk=here.pk).update(version=newer)
    here.refresh_from_db()
    (found, _) = copying.proposals(here, copying.of_review(there))
    assert found.left_out == ("Practice tested",)
    assert found.decision.selected == frozenset()
    assert found.decision.notes == "Restored in May."


def test_an_answer_changed_meanwhile_is_left_alone(editor, here, there):
    sent = {"take": ["backups", "question_1"], "version:backups": "0", "version:question_1": "0"}
    answer(here, "backups", "automatic", notes="Mine.")
    response = editor.post(copy_page(here, there), sent)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Somebody else changed this answer" in html
    assert "How do you get data back?" in html
    assert answer_of(here).notes == "Mine."
    assert answer_of(here, "question_1").selected == ["first_1"]

    again = editor.post(copy_page(here, there), {"take": "backups", "version:backups": "1"})
    assert again.status_code == 302
    assert answer_of(here).notes == "Restored in May."


@pytest.mark.parametrize("sent", [{}, {"take": "nothing"}, {"take": "question_2"}])
def test_nothing_chosen_is_said_and_nothing_written(editor, here, there, sent):
    response = editor.post(copy_page(here, there), sent)
    assert response.status_code == 422
    assert "Tick at least one question" in response.content.decode()
    assert not here.answers.exclude(version=0).exists()


@pytest.mark.parametrize("read", ["", "x", "-1", "²"])
def test_a_version_that_is_none_copies_nothing(editor, here, there, read):
    sent = {"take": "backups", "version:backups": read}
    assert editor.post(copy_page(here, there), sent).status_code == 409
    assert answer_of(here).version == 0


def test_from_a_milestone_back_to_what_was(editor, here):
    answer(here, "backups", "automatic", "tested", notes="Then.")
    milestone = save_milestone(workload=here.workload, name="First")
    answer(here, "backups", "backups_no")
    page = f"{copy_page(here)}milestone/{milestone.pk}/"
    assert "First" in editor.get(copy_page(here)).content.decode()
    assert "Then." in editor.get(page).content.decode()
    assert editor.post(page, {"take": "backups", "version:backups": "2"}).status_code == 302
    restored = answer_of(here)
    assert (restored.notes, restored.selected, restored.version) == (
        "Then.",
        ["automatic", "tested"],
        3,
    )
    assert "milestone “First”" in restored.origin_note


def test_sources_are_the_organisations_own_with_answers(editor, here, there):
    silent = make_review(make_workload(there.workload.organisation, name="Silent"), here.version)
    elsewhere = make_workload(make_organisation(), name="Elsewhere")
    html = editor.get(copy_page(here)).content.decode()
    assert "Search" in html
    assert "Silent" not in html
    assert editor.get(copy_page(here, silent)).status_code == 404
    foreign = f"/workloads/{here.workload_id}/copy/{here.slug}/workload/{elsewhere.pk}/"
    assert editor.get(foreign).status_code == 404
    assert "No workload with answers" in editor.get(copy_page(here) + "?q=zz").content.decode()


def test_readers_see_and_do_not_copy(viewer, here, there):
    html = viewer.get(copy_page(here, there)).content.decode()
    assert "Take over what is ticked" not in html
    assert viewer.post(copy_page(here, there), {"take": "backups"}).status_code == 403


def test_markup_of_the_source_is_text(editor, here, there):
    answer(there, "backups", "automatic", notes="<script>alert(1)</script>")
    html = editor.get(copy_page(here, there)).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_queries_do_not_grow(editor, here, there, organisation, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        editor.get(copy_page(here, there))
    for number in range(5):
        other = make_review(make_workload(organisation, name=f"More {number}"), here.version)
        answer(other, "backups", "tested")
    with django_assert_max_num_queries(11):
        editor.get(copy_page(here))
