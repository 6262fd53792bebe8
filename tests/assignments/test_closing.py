"""A closed review: what it needs, what it keeps, and that nothing writes its answers."""

import pytest

from reviewapp.assignments.domain.closing import NotSettled, close_review, reopen_review
from reviewapp.assignments.domain.states import Wish, change_state
from reviewapp.notices.models import Notice
from reviewapp.reviews.domain.accepting import accept_pillar
from reviewapp.reviews.domain.milestones import InvalidName
from reviewapp.reviews.domain.proposing import Proposal, write_proposals
from reviewapp.reviews.domain.upgrading import upgrade_review
from reviewapp.reviews.domain.writing import ReviewClosed
from reviewapp.reviews.models import AnswerChange, Milestone, Origin
from reviewapp.schedule.domain import start_rereview
from reviewapp.standing.domain.applying import apply_templates
from reviewapp.standing.models import ReviewTemplate, StandingState, TemplateUse
from tests.factories import login
from tests.reviews.factories import decide, make_suggestions

from .factories import make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def closed(team):
    team.settle_all()
    close(team)
    team.review.refresh_from_db()
    return team


def close(team, name="Autumn"):
    return close_review(workload=team.workload, review_id=team.review.pk, name=name, by=team.lead)


def test_what_is_neither_agreed_nor_left_open_keeps_it_open(team):
    team.decide(team.ben)
    team.step(team.lead, "agreed")
    team.step(team.ben, "kept_open", "question_1", note="Waits for the test.")
    with pytest.raises(NotSettled) as refused:
        close(team)
    assert [work.question_id for work in refused.value.missing] == ["question_2"]
    assert not Milestone.objects.exists()


def test_closing_keeps_a_milestone_with_the_states_and_who_closed_it(team):
    team.settle_all()
    team.step(team.lead, "open", "question_2", note="Look again.")
    team.step(team.lead, "kept_open", "question_2", note="Waits for the test.")
    closing = close(team)
    assert (closing.agreed, closing.kept_open, closing.closed_by) == (2, 1, team.lead)
    pillars = closing.milestone.document["lenses"][0]["pillars"]
    parts = [question["team"] for pillar in pillars for question in pillar["questions"]]
    assert [part["state"] for part in parts] == ["agreed", "agreed", "kept_open"]
    assert parts[2]["note"] == "Waits for the test."
    assert close(team) is None


def test_a_name_that_a_milestone_cannot_have_closes_nothing(closed):
    reopen_review(workload=closed.workload, review_id=closed.review.pk, by=closed.lead)
    with pytest.raises(InvalidName):
        close(closed, "autumn")
    closed.review.refresh_from_db()
    assert closed.review.closed_at is None


def writes(team):
    """Every way of writing an answer."""
    answer, review = team.answer(), team.review
    question = next(q for q in _lens(review).questions if q.id == "backups")
    proposal = Proposal(question, answer, decide("tested"), "From elsewhere.")
    make_suggestions(review, {"tested": _met()})
    return {
        "save": lambda: team.decide(team.lead, "backups", "tested"),
        "accept": lambda: accept_pillar(review=review, pillar_id="reliability", by=team.lead),
        "copy": lambda: write_proposals(
            review=review,
            proposals=[proposal],
            read_versions={"backups": answer.version},
            by=team.lead,
            origin=Origin.COPY,
        ),
        "upgrade": lambda: upgrade_review(
            workload=team.workload, review_id=review.pk, read=1, to=2, by=team.lead
        ),
        "state": lambda: change_state(
            answer_id=answer.pk,
            wish=Wish("open", 1, answer.version, "No."),
            by=team.lead,
            rights=team.rights(team.lead),
        ),
        "assign": lambda: team.give(team.ben, "backups"),
    }


def _lens(review):
    from reviewapp.lenses.domain.reading import lens_of

    return lens_of(review.version)


def _met():
    from pillars.prefill import Suggested

    return Suggested.MET


@pytest.mark.parametrize("way", ["save", "accept", "copy", "upgrade", "state", "assign"])
def test_nothing_writes_to_a_closed_review(closed, way):
    from reviewapp.reviews.models import Answer

    Answer.objects.filter(review=closed.review).update(by_person=False)
    write = writes(closed)[way]
    before = AnswerChange.objects.count()
    with pytest.raises(ReviewClosed):
        write()
    assert AnswerChange.objects.count() == before
    assert closed.board().count("agreed") == 3


def test_a_template_waits_until_the_review_is_open_again(closed):
    lens = closed.review.version.lens
    template = ReviewTemplate.objects.create(
        organisation=closed.workload.organisation, name="Base", published=1
    )
    said = {"lens": str(lens.pk), "question": "question_1", "choice": "first_1"}
    claim = {**said, "state": StandingState.IN_PLACE, "reason": "NONE", "note": ""}
    more = {"evidence": "", "url": "", "checked_on": None}
    template.versions.create(number=1, answers=[{**claim, **more}])
    use = TemplateUse.objects.create(template=template, workload=closed.workload, position=0)
    assert apply_templates(closed.workload.pk, by=None).changed == 0
    reopen_review(workload=closed.workload, review_id=closed.review.pk, by=closed.lead)
    use.refresh_from_db()
    assert use.due


def test_the_form_of_a_closed_review_says_so_and_keeps_what_was_typed(closed):
    answer = closed.answer()
    url = f"/workloads/{closed.workload.pk}/review/{closed.review.slug}/backups/"
    sent = {"version": answer.version, "lens": 1, "selected": "tested", "notes": "Typed before."}
    for headers in ({}, {"HX-Request": "true"}):
        response = login(closed.ben).post(url, sent, headers=headers)
        assert response.status_code == 422
        assert "This review is closed" in response.content.decode()
    plain = login(closed.ben).post(url, sent)
    assert "Typed before." in plain.content.decode()


def test_a_rereview_opens_it_by_itself_and_says_why(closed):
    start_rereview(closed.workload, by=None)
    closed.review.refresh_from_db()
    closing = closed.review.closings.get()
    assert (closed.review.closed_at, closing.reopened_by) == (None, None)
    assert closing.reopened_because == "Its re-review began."
    assert "open again" in Notice.objects.filter(user=closed.lead).latest("at").text


def test_leads_close_and_reopen_on_pages_and_others_do_not(team):
    team.settle_all()
    base = f"/workloads/{team.workload.pk}/work/{team.review.slug}/"
    lead, ben = login(team.lead), login(team.ben)
    assert ben.post(f"{base}close/", {"name": "Mine"}).status_code == 403
    assert "Still missing" not in lead.get(f"{base}close/").content.decode()
    lead.post(f"{base}close/", {"name": "Autumn"})
    page = login(team.ben).get(base).content.decode()
    assert "Ada Lead closed it with 3 agreed and 0 left open" in page
    assert "Open it again" not in page
    lead.post(f"{base}reopen/", {"because": "The auditor asked."})
    assert "The auditor asked." in lead.get(base).content.decode()
