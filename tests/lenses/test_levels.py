"""An organisation's own levels of practices: set, ended, kept, and what they make of a lens."""

import re

import pytest

from pillars.levels import Level
from pillars.risk import Risk, Selection, assess
from reviewapp.jobs.models import JobState
from reviewapp.lenses.domain.levels import (
    InvalidReason,
    end_level,
    last_rejudging,
    levels_history,
    own_levels,
    set_level,
)
from reviewapp.lenses.domain.practices import practices_of
from reviewapp.lenses.domain.reading import lens_for, lens_of
from reviewapp.lenses.models import Lens, LevelOverride, Rejudging
from tests.factories import make_organisation
from tests.reviews.factories import choice, make_lens, plain_question, small_lens

pytestmark = pytest.mark.django_db

CODE = "SEC01-BP01"
REASON = "Every team has an account of its own."
HTMX = {"HX-Request": "true"}


def framework():
    return Lens.objects.get(alias="framework").versions.order_by("-number")[0]


def with_code(lens, code):
    """The question of a practice, and the practice's choice."""
    return next((q, c) for q in lens.questions for c in q.choices if c.practice == code)


def risk_without(lens, code):
    """What the question comes to with everything in place but one practice."""
    question, missing = with_code(lens, code)
    ids = {c.id for c in question.choices if not c.is_none}
    return assess(question, Selection(frozenset(ids - {missing.id}))).risk


def put(organisation, level=Level.LOW, *, code=CODE, reason=REASON, by=None):
    return set_level(organisation=organisation, practice=code, level=level, reason=reason, by=by)


def test_an_own_level_changes_choice_and_risk_for_that_organisation_alone(organisation):
    version = framework()
    assert risk_without(lens_for(version, organisation), CODE) is Risk.HIGH

    put(organisation, Level.MEDIUM)

    mine = lens_for(version, organisation)
    assert with_code(mine, CODE)[1].risk_if_absent is Level.MEDIUM
    assert risk_without(mine, CODE) is Risk.MEDIUM
    elsewhere = make_organisation()
    for others in (lens_of(version), lens_for(version, elsewhere), lens_for(version, elsewhere.pk)):
        assert with_code(others, CODE)[1].risk_if_absent is Level.HIGH
        assert risk_without(others, CODE) is Risk.HIGH


def test_the_published_level_counts_again_when_the_own_one_ends(organisation, owner):
    put(organisation, by=owner.user)
    assert risk_without(lens_for(framework(), organisation), CODE) is Risk.NONE

    assert end_level(organisation=organisation, practice=CODE, by=owner.user)

    assert risk_without(lens_for(framework(), organisation), CODE) is Risk.HIGH
    assert own_levels(organisation) == {}
    kept = levels_history(organisation, CODE).get()
    assert (kept.level, kept.reason, kept.ended_by) == ("LOW", REASON, owner.user)
    assert not end_level(organisation=organisation, practice=CODE, by=owner.user)


def test_another_level_ends_the_one_before_and_keeps_it(organisation, owner):
    first = put(organisation, Level.LOW, by=owner.user)
    second = put(organisation, Level.MEDIUM, reason="Seen otherwise since May.", by=owner.user)

    assert [each.pk for each in levels_history(organisation, CODE)] == [second.pk, first.pk]
    first.refresh_from_db()
    assert first.ended_by == owner.user
    assert own_levels(organisation)[CODE] == second


def test_to_say_what_stands_changes_nothing(organisation):
    first = put(organisation)
    Rejudging.objects.all().delete()
    assert put(organisation, reason=f"  {REASON} \n") == first
    assert LevelOverride.objects.count() == 1
    assert not Rejudging.objects.exists()


@pytest.mark.parametrize("reason", ["", "too short", "  nine  \n\t  four ", "x" * 501])
def test_a_reason_of_another_length_is_refused(organisation, reason):
    with pytest.raises(InvalidReason, match="10 to 500 characters"):
        put(organisation, reason=reason)
    assert not LevelOverride.objects.exists()


def test_a_changed_level_has_the_reviews_judged_again_once_it_is_committed(
    organisation, django_capture_on_commit_callbacks, monkeypatch
):
    sent = []
    monkeypatch.setattr(
        "reviewapp.jobs.domain.current_app.send_task", lambda task, args: sent.append((task, args))
    )
    with django_capture_on_commit_callbacks(execute=True):
        put(organisation)
    first = last_rejudging(organisation)
    assert sent == [("reviews.judge_organisation", [str(first.pk)])]

    with django_capture_on_commit_callbacks(execute=True):
        put(organisation, reason="Another reason, the same level.")
    assert len(sent) == 1

    Rejudging.objects.update(state=JobState.COMPLETE)
    with django_capture_on_commit_callbacks(execute=True):
        end_level(organisation=organisation, practice=CODE, by=None)
    assert sent[1:] == [("reviews.judge_organisation", [str(last_rejudging(organisation).pk)])]
    assert Rejudging.objects.count() == 1


def test_a_lens_without_that_level_and_rules_of_its_own_stays_as_it_is(organisation):
    put(organisation, code="REL09-BP04", reason=REASON)
    version = make_lens(organisation=organisation)
    assert lens_for(version, organisation) is lens_of(version)


def test_the_lens_of_an_organisation_takes_one_query(organisation, django_assert_num_queries):
    version = framework()
    put(organisation)
    lens_for(version, organisation)
    with django_assert_num_queries(1):
        lens_for(version, organisation)


def levelled_lens(**levels):
    """A lens of the organisation whose only question follows these levels of its practices."""
    question = plain_question(1)
    question["choices"] = [
        choice(name, practice=f"OWN-{name}", riskIfAbsent=level) for name, level in levels.items()
    ]
    question["riskRules"] = [{"condition": "default", "risk": "NO_RISK"}]
    document = small_lens(name="Levels of our own")
    document["pillars"] = [{"id": "own", "name": "Own", "questions": [question]}]
    return document


def test_practices_are_those_of_every_lens_that_one_sees(organisation):
    make_lens(levelled_lens(aaa="HIGH"), organisation=organisation)
    make_lens(levelled_lens(bbb="HIGH"), organisation=make_organisation())
    found = practices_of(organisation)
    assert found["OWN-aaa"].published is Level.HIGH
    assert "OWN-bbb" not in found
    assert len(found) == 307 + 1
    assert [place.lens.alias for place in found[CODE].places] == ["framework"]
    assert found[CODE].places[0].decides


def test_the_list_takes_as_many_queries_with_many_own_levels(
    organisation, viewer, django_assert_max_num_queries
):
    viewer.get("/lenses/levels/")
    with django_assert_max_num_queries(30) as few:
        viewer.get("/lenses/levels/")
    for code in list(practices_of(organisation))[:40]:
        put(organisation, code=code)
    with django_assert_max_num_queries(len(few)):
        html = viewer.get("/lenses/levels/").content.decode()
    assert html.count(REASON) == 40
    assert "1–50 of 307 practices" in html


def names(response):
    return re.findall(r'<span class="mono">([A-Z]+\d\d-BP\d\d)</span>', response.content.decode())


def test_the_list_is_filtered_by_words_level_and_own(organisation, viewer):
    put(organisation, Level.LOW)
    assert names(viewer.get("/lenses/levels/?q=sec01-bp0")) == [
        f"SEC01-BP0{number}" for number in range(1, 9)
    ]
    assert names(viewer.get("/lenses/levels/?own=1")) == [CODE]
    assert CODE in names(viewer.get("/lenses/levels/?q=SEC01&level=LOW"))
    assert CODE not in names(viewer.get("/lenses/levels/?q=SEC01&level=HIGH"))
    assert len(names(viewer.get("/lenses/levels/?level=NO-SUCH&page=7"))) == 7
    assert "No practice fits" in viewer.get("/lenses/levels/?q=there+is+none").content.decode()


def test_an_editor_sets_and_ends_a_level_in_the_browser(organisation, editor):
    page = editor.get(f"/lenses/levels/{CODE}/").content.decode()
    assert "Why it matters." in page
    assert "Decides the question’s risk" in page

    sent = {"level": "MEDIUM", "reason": REASON}
    response = editor.post(f"/lenses/levels/{CODE}/", sent, follow=True)
    html = response.content.decode()
    assert "medium risk while absent, from now on" in html
    assert "All reviews are being judged again" in html
    standing = own_levels(organisation)[CODE]
    assert (standing.level, standing.created_by) == ("MEDIUM", editor.user)

    html = editor.post(f"/lenses/levels/{CODE}/end/", follow=True).content.decode()
    assert "the published level counts again" in html
    assert f"ended by {editor.user}" in html
    assert own_levels(organisation) == {}
    assert "nothing was changed" in (
        editor.post(f"/lenses/levels/{CODE}/end/", follow=True).content.decode()
    )


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"level": "LOW", "reason": "short"}, "10 to 500 characters; this has 5"),
        ({"level": "LOW", "reason": "a      b      c"}, "10 to 500 characters; this has 5"),
        ({"level": "HIGH", "reason": REASON}, "High risk is the published level already"),
        ({"level": "EXTREME", "reason": REASON}, "Select a valid choice"),
        ({"reason": REASON}, "This field is required"),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_field(editor, sent, words):
    response = editor.post(f"/lenses/levels/{CODE}/", sent)
    assert response.status_code == 422
    html = response.content.decode()
    assert words in html
    assert sent["reason"] in html
    assert not LevelOverride.objects.exists()


def test_a_practice_that_no_lens_asks_for_is_found_only_while_it_has_a_history(
    organisation, editor
):
    assert editor.get("/lenses/levels/GONE-1/").status_code == 404
    put(organisation, code="GONE-1")
    html = editor.get("/lenses/levels/").content.decode()
    assert "no lens asks for it any more" in editor.get("/lenses/levels/?own=1").content.decode()
    assert "1–50 of 308" in html
    assert editor.get("/lenses/levels/GONE-1/").status_code == 200
    sent = {"level": "HIGH", "reason": REASON}
    assert editor.post("/lenses/levels/GONE-1/", sent).status_code == 404
    editor.post("/lenses/levels/GONE-1/end/")
    assert own_levels(organisation) == {}
    assert editor.get("/lenses/levels/GONE-1/").status_code == 200


def test_another_organisation_sees_and_moves_nothing_of_it(organisation, stranger):
    put(organisation, reason="A secret reason of Meridian.")
    for address in ("/lenses/levels/", f"/lenses/levels/{CODE}/"):
        html = stranger.get(address).content.decode()
        assert "secret reason" not in html
        assert "being judged again" not in html
    stranger.post(f"/lenses/levels/{CODE}/end/")
    stranger.post(f"/lenses/levels/{CODE}/", {"level": "MEDIUM", "reason": REASON})
    assert own_levels(organisation)[CODE].level == "LOW"


def test_whoever_reads_only_sees_no_button(organisation, viewer):
    put(organisation)
    for address in ("/lenses/levels/", f"/lenses/levels/{CODE}/"):
        assert 'method="post"' not in re.sub(
            r'<form[^>]*action="/(accounts|theme|language)[^>]*>',
            "",
            viewer.get(address).content.decode(),
        )


def test_the_page_says_how_far_the_judging_is_and_asks_again_while_it_goes_on(organisation, editor):
    put(organisation)
    Rejudging.objects.update(state=JobState.RUNNING, progress_done=3, progress_total=8)
    going = editor.get("/lenses/judging/", headers=HTMX).content.decode()
    assert "3 of 8" in going
    assert 'hx-trigger="every 2s"' in going

    Rejudging.objects.update(state=JobState.FAILED, failure="The server made a mistake.")
    failed = editor.get("/lenses/levels/").content.decode()
    assert "3 of 8 workloads were. The server made a mistake." in failed
    assert "every 2s" not in failed

    html = editor.post("/lenses/judging/", follow=True).content.decode()
    assert "All reviews are judged again." in html
    assert last_rejudging(organisation).state == JobState.QUEUED
    assert Rejudging.objects.count() == 1
