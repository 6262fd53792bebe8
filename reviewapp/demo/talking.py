"""What the demo's people made of the shop's review together: a meeting, a thread, assignments."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import uuid4

from django.db.models import Exists, OuterRef
from django.utils import timezone

from reviewapp.assignments.domain.assigning import Given, Place, assign
from reviewapp.assignments.domain.board import read_board
from reviewapp.assignments.domain.states import Wish as Step
from reviewapp.assignments.domain.states import change_state
from reviewapp.assignments.domain.steps import step_to
from reviewapp.assignments.models import Assignment, State
from reviewapp.comments.domain.subjects import of_question
from reviewapp.comments.domain.writing import Draft, begin_thread, reply
from reviewapp.comments.models import Thread
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.meetings.domain.beginning import PillarPlan, Wish, begin
from reviewapp.meetings.domain.ending import end
from reviewapp.meetings.domain.running import go_to, join, park
from reviewapp.meetings.models import Meeting, Show
from reviewapp.people.models import User
from reviewapp.reviews.models import Answer, LensReview
from reviewapp.workloads.models import Workload
from reviewapp.workloads.roles import rights_on

from .deciding import LENS
from .people import COMMENTER_EMAIL, CONTRIBUTOR_EMAIL, EDITOR_EMAIL, EMAIL, person

MEETING = "Kick-off with platform and shop"
PLAN = (
    PillarPlan("security", 15),
    PillarPlan("operationalExcellence", 15),
    PillarPlan("sustainability", 10),
)
# Each question of the meeting, and how many minutes it was shown.
SHOWN = (("sec_network", 17), ("ops_prepare", 14), ("sus_footprint", 9))
PARKED = "Who pays for the second NAT gateway? Ask finance before December."
# What, whose, and due in how many days.
GIVEN: tuple[tuple[Place, str, int], ...] = (
    (Place(question_id="rel_recovery"), CONTRIBUTOR_EMAIL, 10),
    (Place(question_id="ops_change"), EMAIL, 5),
    (Place(pillar_id="costOptimization"), EMAIL, 21),
)
TALK = "sec_network"
ASKED = (
    "@[Mira Kovac] the scan finds the open rule of the bastion again. Does ticket `NET-212` still "
    "cover it, or is this a new one?"
)
ANSWERED = (
    "The same rule. It goes **with the clean-up on Thursday**; until then the office VPN is the "
    "only way in. #sec_detect has the alarm that would tell us."
)


def ensure_talk(shop: Workload, *, today: date) -> None:
    """Nothing where anybody met, said or gave anything there already."""
    review = _review(shop)
    used = (Meeting, Thread, Assignment)
    if review is None or any(each.objects.filter(review=review).exists() for each in used):
        return
    lead = person(EDITOR_EMAIL)
    meeting = _begin(shop, review, lead)
    for place, email, days in GIVEN:
        _give(shop, review, place, person(email), today + timedelta(days=days), by=lead)
    _talk(shop, review, by=lead)
    _make_ready(review, by=lead)
    park(meeting_id=meeting.pk, text=PARKED, question_id="ops_prepare", by=person(EMAIL))
    end(meeting_id=meeting.pk, by=lead)
    _spread(meeting, SHOWN)


def _review(shop: Workload) -> LensReview | None:
    """The one on which something is decided already."""
    decided = Answer.objects.filter(review=OuterRef("pk"), version__gt=0)
    found = LensReview.objects.filter(Exists(decided), workload=shop, version__lens__alias=LENS)
    return found.select_related("version__lens", "workload").first()


def _begin(shop: Workload, review: LensReview, lead: User) -> Meeting:
    wish = Wish(title=MEETING, show=Show.ALL, pillars=PLAN)
    meeting = begin(workload=shop, review_id=review.pk, wish=wish, by=lead)
    for email in (EDITOR_EMAIL, EMAIL, CONTRIBUTOR_EMAIL, COMMENTER_EMAIL):
        join(meeting, person(email))
    for question_id, _minutes in SHOWN:
        go_to(meeting_id=meeting.pk, question_id=question_id, by=lead)
    return meeting


def _give(
    shop: Workload, review: LensReview, place: Place, to: User, due: date, *, by: User
) -> None:
    assign(
        workload=shop,
        review_id=review.pk,
        places=[place],
        given=Given(to, due),
        by=by,
        rights=rights_on(shop, by),
    )


def _talk(shop: Workload, review: LensReview, *, by: User) -> None:
    lens = lens_of(review.version)
    subject = of_question(review, lens, lens.question(TALK))
    draft = Draft(ASKED, uuid4())
    asked = begin_thread(workload=shop, subject=subject, draft=draft, by=person(COMMENTER_EMAIL))
    reply(thread=asked.thread, draft=Draft(ANSWERED, uuid4()), by=by)


def _make_ready(review: LensReview, *, by: User) -> None:
    """Unless people took the question elsewhere: then it stays where they have it."""
    work = read_board(review).works[TALK]
    rights = rights_on(review.workload, by)
    if step_to(work, rights, State.READY):
        step = Step(State.READY, work.version, work.answer_version)
        change_state(answer_id=work.answer_id, wish=step, by=by, rights=rights)


def _spread(meeting: Meeting, shown: Sequence[tuple[str, int]]) -> None:
    """Gives the meeting the time that it would have taken; it ends now, as what it decided is."""
    ended = timezone.now()
    at = started = ended - timedelta(minutes=sum(minutes for _question, minutes in shown))
    meeting.steps.exclude(question_id__in=dict(shown)).delete()
    for question_id, minutes in shown:
        until = at + timedelta(minutes=minutes)
        meeting.steps.filter(question_id=question_id).update(began_at=at, ended_at=until)
        at = until
    meeting.attendances.update(joined_at=started)
    Meeting.objects.filter(pk=meeting.pk).update(started_at=started, ended_at=ended)
