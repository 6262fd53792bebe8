"""One of everything that an address can name, and who may ask for it.

`World` holds two organisations' worth of objects: those that the matrix asks for, and a second
workload whose objects must not be reached through the first one's address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.test import Client
from django.utils import timezone

from reviewapp.collection.domain.rollouts import ensure_rollout
from reviewapp.collection.models import Discovery, Fact, Part, Run
from reviewapp.comments.domain.subjects import of_question
from reviewapp.comments.domain.writing import Draft, begin_thread
from reviewapp.files.domain import store_file
from reviewapp.files.models import StoredFile
from reviewapp.files.uploads import Upload
from reviewapp.findings.models import Suppression
from reviewapp.guests.domain import make_link
from reviewapp.jobs.models import JobState
from reviewapp.lenses.domain.drafts import draft_from
from reviewapp.lenses.domain.library import latest_version
from reviewapp.lenses.domain.publishing import publish
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.lenses.domain.sharing import make_share
from reviewapp.lenses.domain.versions import add_version
from reviewapp.lenses.models import Lens, LensVersion
from reviewapp.meetings.models import Meeting, Minutes
from reviewapp.notices.domain import notify
from reviewapp.notices.models import Kind, Notice
from reviewapp.notices.unsubscribing import unsubscribe_link
from reviewapp.people.domain import invite
from reviewapp.people.models import Organisation, Role
from reviewapp.reports.models import Format, Report
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.decisions import Decision
from reviewapp.reviews.domain.evidence_items import NewItem, attach
from reviewapp.reviews.domain.milestones import save_milestone
from reviewapp.reviews.domain.upgrading import upgrade_review
from reviewapp.reviews.models import Answer, EvidenceItem, LensReview
from reviewapp.scanners.models import ImportedReport
from reviewapp.schedule.models import ReReview, ReReviewState
from reviewapp.standing.models import ReviewTemplate, StandingState, TemplateUse
from reviewapp.workloads.domain import create_workload
from reviewapp.workloads.domain.sharing import offer_share
from reviewapp.workloads.models import Connection, ConnectionKind, Workload
from tests.factories import (
    ACCOUNT,
    PASSWORD,
    REGION,
    Browser,
    login,
    make_organisation,
    make_user,
)
from tests.priorities.factories import answered, house_profile
from tests.reviews.factories import make_finding, small_lens
from tests.signin.issuers import make_provider

CLOSED_PORT = "http://127.0.0.1:9"  # nobody answers there: a test of a connection fails at once

Values = Mapping[str, Any]


@dataclass(frozen=True)
class World:
    browsers: Mapping[str, Client]
    ids: Values
    of_another_workload: Values


def make_world() -> World:
    organisation = make_organisation("Meridian")
    owner = _browser(organisation, Role.OWNER)
    browsers = {
        "anonymous": Client(),
        "stranger": _browser(make_organisation("Elsewhere"), Role.OWNER),
        "member": _browser(organisation, Role.MEMBER),
        "viewer": _browser(organisation, Role.VIEWER),
        "commenter": _browser(organisation, Role.COMMENTER),
        "contributor": _browser(organisation, Role.CONTRIBUTOR),
        "lead": _browser(organisation, Role.LEAD),
        "owner": owner,
    }
    member = make_user(organisation, Role.VIEWER).memberships.get()
    own = _objects(organisation, "Checkout")
    ids = {
        **own,
        **_names(owner),
        **_lens(organisation, own["question_id"]),
        **_profile_in_use(organisation, "Checkout"),
        "member_id": member.pk,
        **_people(organisation, owner),
        **_access(own["workload_id"], "Reviewers"),
        **_told(owner, organisation),
    }
    others = _objects(organisation, "Search")
    others = {**others, **_access(others["workload_id"], "Assessors")}
    ids["source_id"] = _answered(others["workload_id"])
    second = _newer_foundations("One page for each pillar.")
    upgraded = [{**each, **_upgraded(each["workload_id"], second)} for each in (ids, others)]
    _newer_foundations("Two pages for each pillar.")
    browsers |= _given(own["workload_id"])
    return World(browsers, {**upgraded[0], **_guest_link(own["workload_id"])}, upgraded[1])


def _guest_link(workload_id: Any) -> Values:
    review = LensReview.objects.filter(workload=workload_id).first()
    assert review
    link, token = make_link(review=review, name="Auditor", days=7, with_evidence=True, by=None)
    return {"link_id": link.pk, "guest_token": token}


def _given(workload_id: Any) -> dict[str, Client]:
    """Whom the workload itself lets in: a contributor of one pillar, and two organisations."""
    workload = Workload.objects.get(pk=workload_id)
    specialist = _browser(workload.organisation, Role.MEMBER)
    workload.roles.create(user=specialist.user, role=Role.CONTRIBUTOR, pillars=["performance"])
    return {
        "specialist": specialist,
        "reader": _partner(workload, "Auditors", Role.VIEWER),
        "partner": _partner(workload, "Builders", Role.CONTRIBUTOR),
    }


def _partner(workload: Workload, name: str, role: str) -> Browser:
    organisation = make_organisation(name)
    workload.shares.create(organisation=organisation, role=role)
    return _browser(organisation, Role.OWNER)


def _people(organisation: Organisation, owner: Browser) -> Values:
    """A unit with somebody in it, and somebody who is invited."""
    unit = organisation.units.create(name="Payments")
    invited = "invited@example.com"
    invitation, token = invite(organisation=organisation, email=invited, role=Role.VIEWER)
    return {
        "unit_id": unit.pk,
        "held_id": unit.roles.create(user=owner.user, role=Role.LEAD).pk,
        "invitation_id": invitation.pk,
        "invited_token": token,
    }


def _access(workload_id: Any, partner: str) -> Values:
    """Somebody with a role on the workload, an organisation that sees it, and an offer of it."""
    workload = Workload.objects.get(pk=workload_id)
    person = make_user(workload.organisation, Role.MEMBER)
    workload.roles.create(user=person, role=Role.COMMENTER)
    share = workload.shares.create(organisation=make_organisation(partner), role=Role.VIEWER)
    offer, code = offer_share(workload=workload, role=Role.VIEWER, by=None)
    return {"user_id": person.pk, "shared_id": share.pk, "offer_id": offer.pk, "share_code": code}


def _newer_foundations(description: str) -> LensVersion:
    lens = Lens.objects.get(alias="foundations")
    document = {**latest_version(lens).document, "description": description}
    return add_version(lens, document)[0]


def _upgraded(workload_id: Any, to: LensVersion) -> Values:
    """The lens review, and an upgrade of it that can be undone; a still newer version is there."""
    review = LensReview.objects.get(workload=workload_id)
    upgrade = upgrade_review(
        workload=review.workload,
        review_id=review.pk,
        read=review.version.major,
        to=to.number,
        by=None,
    )
    return {"review_id": review.pk, "upgrade_id": upgrade.pk}


def _answered(workload_id: Any) -> Any:
    """The workload, with an answer that another may copy."""
    answer = Answer.objects.filter(review__workload=workload_id).first()
    assert answer
    save_answer(
        answer_id=answer.pk,
        read_version=answer.version,
        decision=Decision(not_applicable=True, notes="Another team's."),
        by=None,
    )
    return workload_id


def _browser(organisation: Organisation, role: str) -> Browser:
    return login(make_user(organisation, role, password=PASSWORD))


def _told(owner: Browser, organisation: Organisation) -> Values:
    """Something that the owner is told, and the link that ends such mails."""
    notify(
        users=[owner.user],
        kind=Kind.MENTIONED,
        organisation=organisation,
        text="Ada mentions you",
        url="/",
    )
    link = unsubscribe_link(owner.user, [Kind.MENTIONED])
    return {
        "notice_id": Notice.objects.get(user=owner.user).pk,
        "signed": link.rstrip("/").rsplit("/", 1)[1],
    }


def _names(owner: Browser) -> Values:
    """What is named in an address and belongs to no workload."""
    return {
        "form": "policy",
        "language": "de",
        "texts_version": "older",
        "file_type": "csv",
        "lens": "foundations",
        "practice": "SEC01-BP01",
        "question_lens_id": Lens.objects.get(alias="foundations").pk,
        "key": default_token_generator.make_token(owner.user),
        "uidb36": user_pk_to_url_str(owner.user),
        **_sign_in(owner),
    }


def _sign_in(owner: Browser) -> Values:
    """A session of the owner's, and the own sign-in of the organisation, which is out of order."""
    organisation = owner.user.memberships.get().organisation
    provider = make_provider(organisation, CLOSED_PORT)
    session = UserSession.objects.create(user=owner.user, session_key="elsewhere", ip="10.0.0.1")
    return {
        "slug": provider.slug,
        "provider_id": provider.key,
        "organization_slug": provider.key,
        "session_id": session.pk,
        # Of a passkey that nobody has.
        "pk": 0,
    }


def _lens(organisation: Organisation, question_id: str) -> Values:
    """A lens of the organisation's own with that question, its draft, an address that shares it."""
    document = small_lens(name="House rules")
    document["pillars"][1]["questions"][0]["id"] = question_id
    version = publish(organisation=organisation, document=document)
    draft = draft_from(lens=version.lens, organisation=organisation, by=None)
    share, code = make_share(lens=version.lens)
    return {
        "lens_id": version.lens_id,
        "draft_id": draft.pk,
        "number": version.number,
        "share_id": share.pk,
        "code": code,
    }


def _profile_in_use(organisation: Organisation, name: str) -> Values:
    """A profile of the organisation's, that the workload of this name answers."""
    profile = house_profile(organisation)
    answered(Workload.objects.get(organisation=organisation, name=name), profile, crit="high")
    return {"profile_id": profile.pk, "asked": "crit", "option": "high"}


def _objects(organisation: Organisation, name: str) -> Values:
    workload = create_workload(
        organisation=organisation, fields=_profile(organisation, name), lenses=["foundations"]
    )
    run = _run(workload)
    answer = workload.reviews.get(version__lens__alias="foundations").answers.first()
    item = _item(answer) if answer else None
    milestone = save_milestone(workload=workload, name="First", run=run)
    use = _use(workload, answer.question_id if answer else "")
    _found_accounts(workload)
    return {
        "workload_id": workload.pk,
        "connection_id": _connection(workload).pk,
        "run_id": run.pk,
        "finding_id": make_finding(run, "ebs-volumes-encrypted").pk,
        "fact_id": _fact(run).pk,
        "suppression_id": _suppression(workload).pk,
        "imported_id": _imported(workload).pk,
        "milestone_id": milestone.pk,
        "rereview_id": _rereview(workload, run).pk,
        "report_id": _report(workload).pk,
        **_met(workload),
        "template_id": use.template_id,
        "use_id": use.pk,
        "question_id": answer.question_id if answer else "",
        "check_id": _check_of(workload, run),
        "item_id": item.pk if item else "",
        "file_id": item.file_id if item else "",
        **(_talk(answer) if answer else {}),
    }


def _talk(answer: Answer) -> Values:
    """A thread on a question with a picture, by somebody who asks for nothing here."""
    review = answer.review
    lens = lens_of(review.version)
    said = begin_thread(
        workload=review.workload,
        subject=of_question(review, lens, lens.question(answer.question_id)),
        draft=Draft("Hello.", uuid4(), [Upload("shot.png", "image/png", b"abc")]),
        by=make_user(review.workload.organisation, Role.CONTRIBUTOR),
    )
    return {
        "thread_id": said.thread_id,
        "comment_id": said.pk,
        "attachment_id": said.attachments.get().pk,
    }


def _use(workload: Workload, question_id: str) -> TemplateUse:
    """The organisation's template, on this workload; something it says is not published."""
    known = ReviewTemplate.objects.filter(organisation=workload.organisation).first()
    template = known or ReviewTemplate.objects.create(
        organisation=workload.organisation, name="Platform", published=1
    )
    if known is None:
        template.versions.create(number=1, answers=[])
        template.answers.create(
            lens=Lens.objects.get(alias="foundations"),
            question_id=question_id,
            state=StandingState.NOT_APPLICABLE,
        )
    return TemplateUse.objects.create(template=template, workload=workload, position=0)


def _profile(organisation: Organisation, name: str) -> dict[str, Any]:
    return {
        "diagram": _file(organisation, "diagram.png", "image/png"),
        "name": name,
        "description": "Takes orders.",
        "environment": "PRODUCTION",
        "account_ids": [ACCOUNT],
        "regions": [REGION],
    }


def _file(organisation: Organisation, name: str, content_type: str) -> StoredFile:
    return store_file(
        organisation_id=organisation.pk, name=name, content_type=content_type, content=b"abc"
    )


def _item(answer: Answer) -> EvidenceItem:
    upload = Upload("record.txt", "text/plain", b"Restored.")
    return attach(answer_id=answer.pk, item=NewItem("Record", upload=upload), by=None)


def _connection(workload: Workload) -> Connection:
    return Connection.objects.create(
        workload=workload,
        kind=ConnectionKind.ROLE,
        account_id=ACCOUNT,
        role_arn=f"arn:aws:iam::{ACCOUNT}:role/Reader",
        external_id=f"pillars-{workload.name}",
        endpoint_url=CLOSED_PORT,
    )


def _found_accounts(workload: Workload) -> None:
    """What AWS Organizations told, and the role that is rolled out."""
    ensure_rollout(workload)
    Discovery.objects.create(workload=workload, source_account=ACCOUNT, state=JobState.COMPLETE)


def _suppression(workload: Workload) -> Suppression:
    return Suppression.objects.create(
        organisation=workload.organisation,
        workload=workload,
        check_id="ebs-volumes-encrypted",
        reason="It holds nothing.",
        expires_on=timezone.now().date() + timedelta(days=9),
    )


def _imported(workload: Workload) -> ImportedReport:
    return ImportedReport.objects.create(
        workload=workload, tool="prowler", state=JobState.COMPLETE, current=True
    )


def _run(workload: Workload) -> Run:
    now = timezone.now()
    return Run.objects.create(
        workload=workload, state=JobState.COMPLETE, stage="done", started_at=now, ended_at=now
    )


def _fact(run: Run) -> Fact:
    part = Part.objects.create(run=run, account=ACCOUNT, region=REGION, service="ec2")
    return Fact.objects.create(
        run=run,
        part=part,
        account=ACCOUNT,
        region=REGION,
        kind="ec2.instance",
        resource=f"arn:aws:ec2:{REGION}:{ACCOUNT}:instance/i-1",
        data={},
        at=timezone.now(),
    )


def _rereview(workload: Workload, run: Run) -> ReReview:
    now = timezone.now()
    return ReReview.objects.create(
        workload=workload, due=now, opened_at=now, run=run, state=ReReviewState.OPEN
    )


def _report(workload: Workload) -> Report:
    return Report.objects.create(
        workload=workload,
        format=Format.JSON,
        state=JobState.COMPLETE,
        ended_at=timezone.now(),
        file=_file(workload.organisation, "report.json", "application/json"),
    )


def _met(workload: Workload) -> Values:
    """A meeting that has ended, something parked in it, and its minutes."""
    now, review = timezone.now(), workload.reviews.get(version__lens__alias="foundations")
    meeting = Meeting.objects.create(
        workload=workload,
        review=review,
        title="Monday",
        started_at=now,
        ended_at=now,
        touched_at=now,
        plan=[],
        questions=[],
    )
    made = Minutes.objects.create(
        workload=workload,
        meeting=meeting,
        state=JobState.COMPLETE,
        file=_file(workload.organisation, "minutes.pdf", "application/pdf"),
        pages=1,
    )
    parked = meeting.parked.create(text="Ask finance", at=now)
    return {"meeting_id": meeting.pk, "minutes_id": made.pk, "parked_id": parked.pk}


def _check_of(workload: Workload, run: Run) -> str:
    """A check that spoke for the first question."""
    from pillars.checks import all_checks

    workload.reviews.update(prefilled_from=run)
    return all_checks()[0].id
