"""The pages of an upgrade, of its undo and of the lenses; late saves of people who had them open."""

import pytest
from django.utils import timezone

from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.decisions import ChoiceDetail
from reviewapp.reviews.domain.removing import put_lens_on, take_lens_off
from reviewapp.reviews.domain.upgrading import last_upgrade, upgrade_review
from reviewapp.reviews.models import Answer, LensReview, Milestone
from reviewapp.workloads.lens_offers import MOST_LENSES
from tests.factories import make_organisation

from .factories import answer_of, decide, make_lens, make_review, small_lens
from .versions import publish, second_lens

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def first(organisation):
    return make_lens(organisation=organisation)


@pytest.fixture
def review(workload, first):
    review = make_review(workload, first)
    write(review, "backups", decide("automatic", "tested", "copies", notes="Fine."))
    write(review, "question_2", decide("question_2_no", notes="Never."))
    return review


@pytest.fixture
def second(first):
    return publish(first, second_lens())


def write(review, question_id, decision, by=None):
    answer = answer_of(review, question_id)
    save_answer(answer_id=answer.pk, read_version=answer.version, decision=decision, by=by)


def upgraded(review, to):
    return upgrade_review(
        workload=review.workload, review_id=review.pk, read=1, to=to.number, by=None
    )


def at(review, path=""):
    return f"/workloads/{review.workload_id}/lenses/{path}"


def page_of(review):
    return f"/workloads/{review.workload_id}/review/{review.slug}/"


def text(response):
    return " ".join(response.content.decode().split())


def said(response):
    """The messages of the page that a redirect leads to."""
    return [str(message) for message in response.context["messages"]]


# --- upgrade ----------------------------------------------------------------------------------


def test_the_overview_tells_of_a_newer_version(viewer, review, second):
    page = text(viewer.get(page_of(review)))

    assert "has a newer version, 2.0. This review is on 1.0" in page
    assert at(review, f"{review.pk}/upgrade/") in page


def test_the_overview_of_the_newest_version_tells_of_none(viewer, review):
    assert "newer version" not in text(viewer.get(page_of(review)))


def test_the_page_says_of_each_answer_what_becomes_of_it(viewer, review, second):
    response = viewer.get(at(review, f"{review.pk}/upgrade/"))

    rows = {row.step.question.id: row for row in response.context["rows"]}
    assert list(rows) == ["question_9", "backups", "question_2"]
    assert rows["backups"].lost == ["Practice copies"]
    assert rows["question_2"].says.endswith("its answer and history are kept aside.")
    assert response.context["tally"] == {
        "kept": 0,
        "touched": 1,
        "new": 1,
        "aside": 1,
        "questions": 3,
        "gone": 1,
    }
    page = text(response)
    assert "Practice drilled" in page
    assert "automatic &amp;&amp; tested &amp;&amp; drilled" in page
    assert "Upgrade to 2.0" not in page


@pytest.mark.parametrize(
    ("show", "ids"),
    [
        ("answers", ["backups", "question_2"]),
        ("risks", ["backups"]),
        ("new", ["question_9"]),
        ("nonsense", ["question_9", "backups", "question_2"]),
    ],
)
def test_the_list_is_filtered(viewer, review, second, show, ids):
    response = viewer.get(at(review, f"{review.pk}/upgrade/?show={show}"))
    assert [row.step.question.id for row in response.context["rows"]] == ids


def test_each_newer_version_can_be_looked_at(editor, review, second, first):
    publish(first, small_lens(questions=3))

    newest = editor.get(at(review, f"{review.pk}/upgrade/"))
    older = editor.get(at(review, f"{review.pk}/upgrade/?to={second.number}"))

    assert newest.context["to"].label == "3.0"
    assert older.context["to"] == second
    assert f'value="{second.number}"' in text(older)


def test_an_editor_upgrades_and_is_told_where_the_milestone_is(editor, review, second):
    sent = {"read": "1", "to": str(second.number)}
    response = editor.post(at(review, f"{review.pk}/upgrade/"), sent, follow=True)

    assert LensReview.objects.get(pk=review.pk).version == second
    (words,) = said(response)
    assert words.startswith("The review is on version 2.0, and it can be undone.")
    assert words.endswith("“Before Small lens 2.0” keeps how it stood.")
    page = text(response)
    assert "Upgraded from 1.0" in page
    assert last_upgrade(review).by == editor.user


def test_the_second_of_two_people_is_told(editor, review, second):
    upgraded(review, second)

    sent = {"read": "1", "to": str(second.number)}
    response = editor.post(at(review, f"{review.pk}/upgrade/"), sent, follow=True)

    assert said(response) == ["Somebody else took this review to 2.0 already."]
    assert Milestone.objects.count() == 1


@pytest.mark.parametrize("to", ["", "1", "99", "x", "9" * 30, "²"])
def test_a_version_that_is_none_changes_nothing(editor, review, second, to):
    response = editor.post(
        at(review, f"{review.pk}/upgrade/"), {"read": "1", "to": to}, follow=True
    )

    assert said(response) == ["There is no such version to upgrade to. Choose one of the list."]
    assert not Milestone.objects.exists()


def test_the_newest_version_has_nothing_to_upgrade_to(viewer, review):
    response = viewer.get(at(review, f"{review.pk}/upgrade/"), follow=True)
    assert said(response) == ["Version 1.0 is the newest one."]


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_lens_taken_off_is_not_upgraded(editor, review, second, method):
    take_lens_off(workload=review.workload, review_id=review.pk, by=None)

    response = getattr(editor, method)(at(review, f"{review.pk}/upgrade/"), follow=True)

    assert said(response)[0].startswith("That lens is off this workload by now.")


# --- undo -------------------------------------------------------------------------------------


def test_the_undo_page_names_what_people_answered_since(viewer, review, second):
    done = upgraded(review, second)
    write(review, "question_9", decide("first_9"))
    write(review, "backups", decide("drilled"))

    response = viewer.get(at(review, f"undo/{done.pk}/"))

    named = [row.step.question.id for row in response.context["changed"]]
    assert named == ["backups", "question_9"]
    page = text(response)
    assert "Answered since the upgrade" in page
    assert "Practice drilled" in page
    assert "Go back to" not in page


def test_an_editor_undoes(editor, review, second):
    done = upgraded(review, second)
    page = editor.get(at(review, f"undo/{done.pk}/"))

    sent = {"read": str(page.context["read"])}
    response = editor.post(at(review, f"undo/{done.pk}/"), sent, follow=True)

    assert LensReview.objects.get(pk=review.pk).version.label == "1.0"
    assert answer_of(review).selected == ["automatic", "tested", "copies"]
    (words,) = said(response)
    assert words.startswith("The review is back on version 1.0.")
    assert words.endswith("“Before going back to Small lens 1.0” keeps how it stood before.")


def test_what_was_answered_while_the_page_was_open_is_shown_first(editor, review, second):
    done = upgraded(review, second)
    read = editor.get(at(review, f"undo/{done.pk}/")).context["read"]
    write(review, "question_9", decide("first_9"))

    response = editor.post(at(review, f"undo/{done.pk}/"), {"read": str(read)})

    assert response.status_code == 409
    assert "Somebody changed an answer while this page was open" in text(response)
    assert [row.step.question.id for row in response.context["changed"]] == ["question_9"]
    assert LensReview.objects.get(pk=review.pk).version == second


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_undone_is_not_undone_again(editor, review, second, method):
    done = upgraded(review, second)
    url = at(review, f"undo/{done.pk}/")
    editor.post(url, {"read": str(editor.get(url).context["read"])})

    response = getattr(editor, method)(url, follow=True)

    assert said(response)[-1] == "That upgrade is undone already, or a later one comes first."
    assert Milestone.objects.count() == 2


# --- lenses -----------------------------------------------------------------------------------


def test_the_lenses_of_a_workload(viewer, editor, review, second):
    page = text(editor.get(at(review)))

    assert "Small lens" in page
    assert "2.0 available" in page
    assert "2 of 3" in page
    assert "Take off" in page
    assert "Take off" not in text(viewer.get(at(review)))


def test_a_lens_is_put_on(editor, workload, first):
    response = editor.post(
        f"/workloads/{workload.pk}/lenses/add/", {"lens": str(first.lens_id)}, follow=True
    )

    assert said(response) == ["Small lens is on this workload."]
    assert workload.reviews.get().version == first


@pytest.mark.parametrize("sent", ["", "nonsense", "theirs"])
def test_a_lens_that_is_none_is_refused_beside_the_field(editor, workload, sent):
    theirs = make_lens(organisation=make_organisation("Elsewhere"))
    wanted = str(theirs.lens_id) if sent == "theirs" else sent

    response = editor.post(f"/workloads/{workload.pk}/lenses/add/", {"lens": wanted})

    assert response.status_code == 422
    assert "Choose a lens of the list." in text(response)
    assert not workload.reviews.exists()


def test_the_twenty_first_lens_is_refused_in_words(editor, workload):
    for number in range(MOST_LENSES):
        put_lens_on(workload=workload, lens=make_lens(small_lens(name=f"Lens {number}")).lens)
    more = make_lens().lens
    assert "more it cannot have" in text(editor.get(f"/workloads/{workload.pk}/lenses/"))

    response = editor.post(f"/workloads/{workload.pk}/lenses/add/", {"lens": str(more.pk)})

    assert response.status_code == 422
    assert "A workload has at most 20 lenses." in text(response)


def test_a_lens_is_taken_off_and_put_back(editor, review):
    confirm = text(editor.get(at(review, f"{review.pk}/remove/")))
    assert "Nothing is deleted" in confirm

    off = editor.post(at(review, f"{review.pk}/remove/"), follow=True)
    assert said(off) == ["Small lens is off this workload. Its answers are kept."]
    assert f"by {editor.user}" in text(off)
    again = editor.post(at(review, f"{review.pk}/remove/"), follow=True)
    assert said(again)[0].startswith("That lens is off this workload by now.")

    back = editor.post(at(review, f"{review.pk}/back/"), follow=True)
    assert said(back) == ["Small lens is back, with its answers as they were."]
    assert answer_of(review).notes == "Fine."


def test_the_address_of_a_lens_taken_off_leads_to_the_lenses(viewer, review):
    take_lens_off(workload=review.workload, review_id=review.pk, by=None)

    response = viewer.get(page_of(review), follow=True)

    assert response.redirect_chain == [(at(review), 302)]
    assert said(response) == ["Small lens was taken off this workload. Its answers are kept."]


def test_a_lens_not_shared_any_more_is_told_and_not_linked(viewer, review, first):
    first.lens.organisation = make_organisation("Others")
    first.lens.save()

    assert "not shared any more" in text(viewer.get(at(review)))
    page = text(viewer.get(page_of(review)))
    assert "version 1.0, not shared any more" in page
    assert f"/lenses/{first.lens_id}/" not in page


def test_the_lists_ask_the_same_whatever_the_number(viewer, workload, django_assert_num_queries):
    url = f"/workloads/{workload.pk}/lenses/"
    for number in range(3):
        put_lens_on(workload=workload, lens=make_lens(small_lens(name=f"L {number}")).lens)
    viewer.get(url)
    with django_assert_num_queries(11):
        viewer.get(url)
    for number in range(3, 9):
        put_lens_on(workload=workload, lens=make_lens(small_lens(name=f"L {number}")).lens)
    with django_assert_num_queries(11):
        viewer.get(url)


# --- late saves -------------------------------------------------------------------------------


def question_url(review, question_id):
    return f"{page_of(review)}{question_id}/"


SENT = {"version": "1", "lens": "1", "selected": "first_2", "notes": "Typed for an hour."}


def test_a_save_of_a_question_that_is_gone_says_so_and_shows_what_was_sent(editor, review, second):
    upgraded(review, second)

    response = editor.post(question_url(review, "question_2"), SENT)

    assert response.status_code == 409
    page = text(response)
    assert "Not saved." in page
    assert "has this question no more in version 2.0" in page
    assert "Typed for an hour." in page
    assert "Practice first_2" in page
    assert "Never." in page
    assert Answer.every.get(review=review, question_id="question_2").version == 1


def test_a_save_by_itself_gets_a_dialog_and_leaves_the_page(editor, review, second):
    upgraded(review, second)

    response = editor.post(question_url(review, "question_2"), SENT, headers=HTMX)

    assert response.status_code == 409
    page = text(response)
    assert "This question left the review" in page
    assert "<html" not in page
    assert question_url(review, "question_2") in page


def test_what_is_kept_aside_can_be_read_with_its_history(viewer, review, second):
    upgraded(review, second)

    response = viewer.get(question_url(review, "question_2"))

    assert response.status_code == 200
    page = text(response)
    assert "How do you do number 2?" in page
    assert "Never." in page
    assert "Decided by hand" in page


def test_a_question_of_a_lens_taken_off_takes_no_save_either(editor, review):
    take_lens_off(workload=review.workload, review_id=review.pk, by=editor.user)

    response = editor.post(question_url(review, "question_2"), SENT)

    assert response.status_code == 409
    assert f"was taken off this workload on {timezone.now():%-d %b %Y} by" in text(response)
    assert "Typed for an hour." in text(response)


def test_a_question_that_never_was_is_not_found(editor, review, second):
    assert editor.get(question_url(review, "nothing")).status_code == 404
    assert editor.post(question_url(review, "question_9"), SENT).status_code == 404


def test_a_page_of_the_old_version_is_shown_the_new_one_with_what_was_sent(editor, review, second):
    """Its answer did not change, so that the answer's version alone would let it through."""
    write(review, "question_1", decide("first_1"))
    upgraded(review, second)
    sent = {**SENT, "selected": ["first_1", "second_1"]}

    response = editor.post(question_url(review, "question_1"), sent)

    assert response.status_code == 422
    page = text(response)
    assert "This review moved to version 2.0 of its lens while the page was open" in page
    assert "Typed for an hour." in page
    assert '<input type="hidden" name="lens" value="2">' in page
    assert answer_of(review, "question_1").selected == ["first_1"]
    again = editor.post(question_url(review, "question_1"), {**sent, "lens": "2"})
    assert again.status_code == 302
    assert answer_of(review, "question_1").notes == "Typed for an hour."


def test_words_on_a_choice_that_is_gone_come_behind_the_notes(editor, review, second):
    upgraded(review, second)
    sent = {
        "version": "1",
        "lens": "1",
        "selected": ["tested", "copies"],
        "notes": "Of all.",
        "note:copies": "Of the copies.",
        "note:tested": "Of the tests.",
    }

    response = editor.post(question_url(review, "backups"), sent)

    decision = response.context["decision"]
    assert response.status_code == 422
    assert decision.notes == "Of all.\n\nOf the copies."
    assert decision.choice_details == {"tested": ChoiceDetail(notes="Of the tests.")} | {
        key: ChoiceDetail() for key in ("automatic", "drilled", "backups_no")
    }


def test_a_minor_version_lets_open_pages_save(editor, review, first):
    from reviewapp.reviews.domain.following import follow_minors

    from .versions import other_words

    publish(first, other_words(small_lens(), "Other words?"), major=False)
    follow_minors()

    sent = {"version": "1", "lens": "1", "selected": "tested", "notes": "Typed meanwhile."}
    assert editor.post(question_url(review, "backups"), sent).status_code == 302
    assert answer_of(review).notes == "Typed meanwhile."


def test_the_history_names_choices_that_are_gone(viewer, review, second):
    upgraded(review, second)

    page = text(viewer.get(f"{question_url(review, 'backups')}history/"))

    assert "Practice copies (gone from the lens)" in page
    assert "Small lens: upgraded from version 1.0 to 2.0." in page


def test_accepting_a_pillar_of_a_lens_taken_off_leads_to_the_lenses(editor, review):
    url = f"/workloads/{review.workload_id}/accept/{review.slug}/"
    take_lens_off(workload=review.workload, review_id=review.pk, by=None)
    response = editor.post(url, {"pillar": "security"}, follow=True)
    assert said(response) == ["Small lens was taken off this workload. Its answers are kept."]


def test_strangers_find_nothing(stranger, review, second):
    done = upgraded(review, second)
    for path in ("", f"{review.pk}/upgrade/", f"{review.pk}/remove/", f"undo/{done.pk}/"):
        assert stranger.get(at(review, path)).status_code == 404


def test_the_overview_leads_to_what_is_kept_aside(viewer, review, second):
    assert "Kept aside" not in text(viewer.get(page_of(review)))
    upgraded(review, second)

    page = text(viewer.get(page_of(review)))

    assert "Kept aside: 1 answer to questions that version 2.0 has no more" in page
    assert question_url(review, "question_2") in page
