"""The working page of a question: shown, saved with and without htmx, refused, resolved."""

import re

import pytest

from pillars.prefill import Suggested
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.models import Answer
from tests.factories import login, make_user

from .factories import (
    answer_of,
    decide,
    make_finding,
    make_lens,
    make_part,
    make_reading,
    make_review,
    make_run,
    make_suggestions,
    small_lens,
)

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def review(workload):
    return make_review(workload)


def url_of(review, question_id="backups", rest=""):
    alias = review.version.lens.alias
    return f"/workloads/{review.workload_id}/review/{alias}/{question_id}/{rest}"


def send(client, review, *, htmx=True, question_id="backups", version=0, **data):
    return client.post(
        url_of(review, question_id),
        {"version": version, **data},
        headers=HTMX if htmx else {},
    )


def oob(response, name):
    """The fragment that replaces the element with this id; None where none came."""
    html = response.content.decode()
    found = re.search(rf'<(\w+)[^>]*id="{name}"[^>]*hx-swap-oob="true".*?</\1>', html, re.DOTALL)
    return found and found.group(0)


def test_the_page_shows_question_choices_and_list(editor, review):
    html = editor.get(url_of(review)).content.decode()

    assert "How do you get data back?" in html
    assert "Ask: When was the last restore?" in html
    assert html.count('name="selected"') == 4
    assert "How do you do number 2?" in html
    assert re.search(r'aria-current="page">(<span [^>]*>)?<svg class="mark mark--unanswered"', html)


def test_without_a_script_a_save_comes_back_to_the_page(editor, review):
    response = send(editor, review, htmx=False, selected=["tested"], notes="By hand.")

    assert response.status_code == 302
    assert response["Location"] == url_of(review)
    answer = answer_of(review)
    assert (answer.selected, answer.notes, answer.version) == (["tested"], "By hand.", 1)
    assert answer.updated_by == editor.user
    html = editor.get(url_of(review)).content.decode()
    assert "By hand.</textarea>" in html
    assert re.search(r'value="tested" id="tick-2" checked', html)


def test_save_and_go_on_leads_to_the_next_question(editor, review):
    response = send(editor, review, htmx=False, selected=["tested"], then="next")
    assert response["Location"] == url_of(review, "question_1")


def test_a_save_by_itself_answers_with_what_moved_and_no_field(editor, review):
    response = send(editor, review, selected=["tested"], notes="typing")

    assert response.status_code == 200
    html = response.content.decode()
    assert 'id="answer-version" value="1" hx-swap-oob="true"' in html
    assert "Medium risk" in oob(response, "risk-now")
    assert "mark--medium" in oob(response, "nav-q0")
    assert re.search(r'title="Answered">(<span [^>]*>)?1(</span>)?/1<', oob(response, "nav-p0"))
    assert "Saved" in html
    assert "<textarea" not in html
    assert 'name="selected"' not in html


def test_refused_notes_are_said_beside_the_field_and_kept_on_the_page(editor, review):
    notes = "x" * 10_001
    by_itself = send(editor, review, selected=["tested"], notes=notes)
    assert by_itself.status_code == 422
    assert "10,000 fit" in oob(by_itself, "notes-errors")
    assert "<textarea" not in by_itself.content.decode()

    plain = send(editor, review, htmx=False, selected=["tested"], notes=notes)
    assert plain.status_code == 422
    html = plain.content.decode()
    assert f"{notes}</textarea>" in html
    assert re.search(r'value="tested" id="tick-2" checked', html)
    assert 'aria-invalid="true"' in html
    assert answer_of(review).version == 0


def test_errors_of_a_choice_stand_at_the_choice(editor, review):
    data = {"selected": ["copies"], "na:copies": "1", "note:tested": "y" * 2_001}
    response = send(editor, review, **data)
    assert response.status_code == 422
    assert "not applicable at once" in oob(response, "mark-errors-3")
    assert "2,000 fit" in oob(response, "note-errors-2")
    assert oob(response, "note-errors-3").endswith("></div>")


@pytest.mark.parametrize("version", ["", "one", "-1", "1" * 40, "١"])
def test_a_page_without_a_readable_version_is_refused(editor, review, version):
    response = send(editor, review, version=version, selected=["tested"])
    assert response.status_code == 422
    assert "Load it again" in oob(response, "form-errors")


def test_ten_megabytes_of_notes_come_back_to_their_field(editor, review):
    notes = "x" * 10_000_000
    response = send(editor, review, htmx=False, notes=notes)
    assert response.status_code == 422
    html = response.content.decode()
    assert "10,000,000 characters; 10,000 fit" in html
    assert f"{notes}</textarea>" in html


def test_more_than_the_server_reads_is_a_clear_answer(editor, review, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 50_000
    response = send(editor, review, htmx=False, notes="x" * 50_001)
    assert response.status_code == 413
    assert "Nothing was saved" in response.content.decode()


def conflict(editor, organisation, review, **mine):
    """Another person saves version 1, then the editor sends what was read before."""
    other = make_user(organisation, "lead", name="Grace")
    save_answer(
        answer_id=answer_of(review).pk,
        read_version=0,
        decision=decide("tested", notes="theirs"),
        by=other,
    )
    return send(editor, review, **{"selected": ["copies"], "notes": "mine", **mine})


@pytest.mark.parametrize("htmx", [True, False])
def test_a_stale_save_shows_both_and_loses_nothing(editor, organisation, review, htmx):
    response = conflict(editor, organisation, review, htmx=htmx)

    assert response.status_code == 409
    html = response.content.decode()
    assert "Grace" in html
    assert ">mine<" in html
    assert ">theirs<" in html
    assert ("data-dialog-auto" in html) == htmx
    answer = answer_of(review)
    assert (answer.version, answer.selected, answer.notes) == (1, ["tested"], "theirs")


def test_keeping_mine_after_a_conflict(editor, organisation, review):
    conflict(editor, organisation, review)
    response = send(
        editor,
        review,
        htmx=False,
        version=1,
        resolve="mine",
        selected=["copies"],
        notes="mine",
    )
    assert response["Location"] == url_of(review) + "?resolved=2"
    answer = answer_of(review)
    assert (answer.version, answer.selected, answer.notes) == (2, ["copies"], "mine")
    assert [change.after["notes"] for change in answer.changes.all()] == ["mine", "theirs"]


def test_merging_field_by_field(editor, organisation, review):
    conflict(editor, organisation, review)
    picks = {
        "pick:choice:tested": "theirs",
        "pick:choice:copies": "mine",
        "pick:notes": "both",
    }
    send(
        editor,
        review,
        htmx=False,
        version=1,
        resolve="picked",
        selected=["copies"],
        notes="mine",
        **picks,
    )
    answer = answer_of(review)
    assert (answer.selected, answer.notes) == (["tested", "copies"], "theirs\n\nmine")


def test_a_merge_over_a_still_newer_answer_is_a_conflict_again(editor, organisation, review):
    conflict(editor, organisation, review)
    response = send(
        editor, review, htmx=False, version=0, resolve="picked", selected=["copies"], notes="mine"
    )
    assert response.status_code == 409
    assert answer_of(review).version == 1


def test_a_merge_that_cannot_be_is_said_where_it_was_chosen(editor, organisation, review):
    conflict(editor, organisation, review)
    response = send(
        editor,
        review,
        htmx=False,
        version=1,
        resolve="picked",
        selected=["backups_no"],
        **{"pick:choice:tested": "theirs"},
    )
    assert response.status_code == 422
    assert "“None of these” cannot be ticked" in response.content.decode()


def test_accepting_one_choice_keeps_what_was_typed(editor, review):
    make_suggestions(review, {"automatic": Suggested.MET}, checks=("x",))
    response = send(editor, review, notes="typed", accept="choice:automatic")

    assert response.status_code == 200
    assert "checked" in re.search(r'<input[^>]*id="tick-1"[^>]*>', response.content.decode())[0]
    answer = answer_of(review)
    assert (answer.selected, answer.notes) == (["automatic"], "typed")
    assert [c.origin for c in answer.changes.all()] == ["suggestion", "person"]


def test_accepting_the_question_without_a_script(editor, review):
    make_suggestions(review, {"automatic": Suggested.MET, "copies": Suggested.MET})
    response = send(editor, review, htmx=False, accept="question")
    assert response.status_code == 302
    assert answer_of(review).selected == ["automatic", "copies"]


def test_the_accept_button_is_there_only_while_it_would_change_something(editor, review):
    make_suggestions(review, {"automatic": Suggested.MET})
    assert 'value="question"' in editor.get(url_of(review)).content.decode()
    response = send(editor, review, accept="question")
    assert "button" not in oob(response, "accept-question")
    assert 'value="question"' not in editor.get(url_of(review)).content.decode()


def test_a_decision_against_the_evidence_is_marked(editor, review):
    make_suggestions(review, {"tested": Suggested.NOT_MET}, checks=("x",))
    response = send(editor, review, selected=["tested"])
    assert "The evidence says otherwise" in oob(response, "risk-now")
    assert "the evidence disagrees" in oob(response, "nav-q0")
    assert "suggestion--disagrees" in oob(response, "side-2")


def test_the_filter_keeps_to_its_questions_and_the_open_one(editor, review):
    send(editor, review, selected=["tested"])
    html = editor.get(url_of(review) + "?show=unanswered").content.decode()
    listed = re.findall(r'id="nav-q(\d+)"', html)
    assert listed == ["0", "1", "2"]
    html = editor.get(url_of(review, "question_1") + "?show=medium").content.decode()
    assert re.findall(r'id="nav-q(\d+)"', html) == ["0", "1"]
    assert url_of(review) + "?show=medium" in html
    assert editor.get(url_of(review) + "?show=nonsense").status_code == 200


def test_the_list_of_questions_counts_what_each_filter_keeps(editor, review):
    send(editor, review, selected=["tested"])
    html = editor.get(url_of(review)).content.decode()
    counts = re.findall(
        r'>(\w[\w ]*) <span class="count" data-part="filter-[^>]*>(\d+)</span></a>', html
    )
    assert dict(counts) == {
        "Stale": "0",
        "All": "3",
        "Unanswered": "2",
        "High risk": "0",
        "Medium risk": "1",
        "Evidence disagrees": "0",
    }


def test_history_as_page_and_as_fragment(editor, review):
    send(editor, review, selected=["tested"], notes="<b>first</b>")
    page = editor.get(url_of(review, rest="history/"))
    fragment = editor.get(url_of(review, rest="history/"), headers=HTMX)
    for response in (page, fragment):
        html = response.content.decode()
        assert "&lt;b&gt;first&lt;/b&gt;" in html
        assert "Decided by hand" in html
    assert "<html" in page.content.decode()
    assert "<html" not in fragment.content.decode()


def test_what_people_typed_is_shown_as_text(editor, review):
    evil = "</textarea><script>alert(1)</script>"
    send(editor, review, selected=["tested"], notes=evil, **{"note:tested": evil})
    html = editor.get(url_of(review)).content.decode()
    assert "<script>alert(1)" not in html
    assert html.count("&lt;script&gt;alert(1)") == 2


def test_a_reader_sees_everything_and_changes_nothing(viewer, review):
    make_suggestions(review, {"automatic": Suggested.MET})
    html = viewer.get(url_of(review)).content.decode()
    assert '<fieldset class="question__fields stack" disabled>' in html
    assert "hx-post" not in html
    assert 'name="accept"' not in html
    assert send(viewer, review, selected=["tested"]).status_code == 403
    assert answer_of(review).version == 0


def test_strangers_and_visitors(stranger, anonymous, review):
    for rest in ("", "history/", "evidence/x/"):
        assert stranger.get(url_of(review, rest=rest)).status_code == 404
        assert anonymous.get(url_of(review, rest=rest)).status_code == 302
    assert send(stranger, review, selected=["tested"]).status_code == 404
    assert send(anonymous, review, htmx=False, selected=["tested"]).status_code == 302
    assert not Answer.objects.filter(version__gt=0).exists()


def test_unknown_lens_and_question(editor, review):
    assert editor.get(url_of(review, "nothing")).status_code == 404
    assert editor.get(f"/workloads/{review.workload_id}/review/none/backups/").status_code == 404


def evidence_of(review, check_id, findings):
    run = make_run(review.workload)
    part = make_part(run)
    make_reading(part, "rds.instance", "denied", "AccessDenied: rds:DescribeDBInstances")
    for number in range(findings):
        make_finding(run, check_id, resource_name=f"orders-{number}")
    return make_suggestions(review, {"tested": Suggested.NOT_MET}, run=run, checks=(check_id,))


def a_check():
    from reviewapp.findings.checks import checks_by_id

    return next(check for check in checks_by_id().values() if check.needs)


def test_the_panel_shows_findings_and_leaves_the_rest_to_its_page(editor, review):
    check = a_check()
    run = evidence_of(review, check.id, 5)
    make_finding(run, check.id, "pass", resource_name="fine", reason="All well.")

    html = editor.get(url_of(review)).content.decode()
    assert html.count('class="evidence__resource">orders-') == 3
    assert "Show all 6 findings" in html
    assert "fine" not in html

    every = editor.get(url_of(review, rest=f"evidence/{check.id}/")).content.decode()
    assert every.count('class="evidence__resource">orders-') == 5
    assert "All well." in every
    passing = editor.get(url_of(review, rest=f"evidence/{check.id}/?verdict=pass"))
    shown = re.findall(r'class="evidence__resource">([^<]*)<', passing.content.decode())
    assert shown == ["fine"]
    assert editor.get(url_of(review, rest="evidence/no-such-check/")).status_code == 404


def test_the_page_of_a_checks_findings_tells_a_remedy_with_a_failing_ones_names(editor, review):
    run = evidence_of(review, "s3-versioning", 0)
    make_finding(run, "s3-versioning", "pass", resource_name="kept-bucket")
    make_finding(run, "s3-versioning", resource_name="lost-bucket")
    page = editor.get(url_of(review, rest="evidence/s3-versioning/")).content.decode()
    assert "put-bucket-versioning --bucket lost-bucket " in page


def test_what_was_not_read_is_said_at_the_check(editor, review):
    check = a_check()
    run = evidence_of(review, check.id, 1)
    make_reading(run.parts.get(), check.needs[0], "denied", "AccessDenied: you may not")
    html = editor.get(url_of(review)).content.decode()
    assert "AccessDenied: you may not" in html


# Two of them ask whether a meeting is running, and under which scope the scan was judged.
QUERIES_OF_THE_PAGE = 23
QUERIES_OF_A_SAVE = 33


@pytest.mark.parametrize("many", [1, 3])
def test_the_page_asks_the_same_whatever_the_size(
    editor, workload, django_assert_num_queries, many
):
    lens = make_lens(small_lens(questions=many * 4), organisation=workload.organisation)
    review = make_review(workload, lens)
    evidence_of(review, a_check().id, many * 20)
    editor.get(url_of(review))
    with django_assert_num_queries(QUERIES_OF_THE_PAGE):
        editor.get(url_of(review))


@pytest.mark.parametrize("many", [1, 3])
def test_a_save_asks_the_same_whatever_the_size(editor, workload, django_assert_num_queries, many):
    lens = make_lens(small_lens(questions=many * 4), organisation=workload.organisation)
    review = make_review(workload, lens)
    evidence_of(review, a_check().id, many * 20)
    send(editor, review, selected=["tested"])
    with django_assert_num_queries(QUERIES_OF_A_SAVE):
        assert send(editor, review, version=1, selected=["copies"]).status_code == 200


def test_two_people_of_one_organisation_see_one_review(editor, organisation, review):
    send(editor, review, selected=["tested"], notes="seen by both")
    other = login(make_user(organisation, "viewer"))
    assert "seen by both" in other.get(url_of(review)).content.decode()
