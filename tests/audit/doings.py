"""For each action of the log somebody who does it: by the domain, or by HTTP where it is a view's.

Each gets the `Stage`, does one thing, and is taken back afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from allauth.account.signals import email_changed
from django.utils import timezone

from pillars.levels import Level
from pillars.scope import Scope as WorkloadScope
from pillars.suppressions import Scope
from reviewapp.collection.domain.budgets import set_budget
from reviewapp.collection.domain.connect import (
    add_connection,
    change_connection,
    remove_connection,
)
from reviewapp.collection.domain.discoveries import start_discovery
from reviewapp.collection.domain.rollouts import connect_found
from reviewapp.collection.models import Discovery, FoundAccount, FoundUnit
from reviewapp.findings.domain.suppressing import (
    Terms,
    change_suppression,
    end_expired,
    end_suppression,
    make_suppression,
)
from reviewapp.findings.models import Suppression
from reviewapp.lenses.domain.drafts import discard_draft
from reviewapp.lenses.domain.importing import import_lens
from reviewapp.lenses.domain.levels import end_level, set_level
from reviewapp.lenses.domain.lifecycle import delete_lens, restore_lens, retire_lens
from reviewapp.lenses.domain.publishing import publish
from reviewapp.lenses.domain.sharing import accept_share, leave_share, make_share, revoke_share
from reviewapp.lenses.domain.versions import add_version
from reviewapp.lenses.models import Lens, LensShare
from reviewapp.people.domain.members import change_role, remove_member
from reviewapp.people.domain.organisations import rename_organisation
from reviewapp.people.models import Membership, Organisation, Role, User
from reviewapp.priorities.domain.answering import save_answers, stop_using, use_profile
from reviewapp.priorities.domain.profiles import create_profile, delete_profile, describe_profile
from reviewapp.priorities.models import Profile, WorkloadProfile
from reviewapp.reports.domain import delete_report, request_report
from reviewapp.reports.models import Format
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.decisions import Decision
from reviewapp.reviews.domain.evidence_items import NewItem, attach, remove_item, renew_item
from reviewapp.reviews.domain.following import follow_minors
from reviewapp.reviews.domain.milestones import save_milestone
from reviewapp.reviews.domain.removing import put_lens_back, put_lens_on, take_lens_off
from reviewapp.reviews.domain.upgrading import last_upgrade, undo_upgrade, upgrade_review
from reviewapp.reviews.models import Answer, LensReview
from reviewapp.scanners.domain.deleting import delete_report as delete_imported
from reviewapp.scanners.domain.receiving import receive_report
from reviewapp.schedule.domain.cadence import set_cadence
from reviewapp.schedule.domain.rereviews import close_rereview, start_rereview
from reviewapp.schedule.domain.scanning import Beat, set_organisation_beat
from reviewapp.schedule.models import Cadence, Every, ReReview
from reviewapp.standing.domain import templates as standing
from reviewapp.standing.domain.publishing import discard
from reviewapp.standing.domain.publishing import publish as publish_template
from reviewapp.standing.domain.uses import attach as put_template_on
from reviewapp.standing.domain.uses import detach
from reviewapp.standing.domain.uses import move as move_template
from reviewapp.standing.models import ReviewTemplate, TemplateUse
from reviewapp.workloads.domain.lifecycle import (
    archive_workload,
    delete_workload,
    restore_workload,
)
from reviewapp.workloads.domain.profile import create_workload, update_workload
from reviewapp.workloads.domain.scope import change_scope
from reviewapp.workloads.models import Connection, ConnectionKind, Workload
from tests.access.addresses import address
from tests.access.world import World
from tests.factories import ACCOUNT, PASSWORD, Browser, login, make_organisation
from tests.reviews.factories import small_lens

OTHER_ACCOUNT = "444455556666"


@dataclass(frozen=True)
class Stage:
    """The world of the access matrix, with its things at hand."""

    world: World
    organisation: Organisation
    owner: Browser

    @property
    def workload(self) -> Workload:
        return self.the(Workload, "workload_id")

    @property
    def by(self) -> User:
        return self.owner.user

    def the(self, model: Any, name: str) -> Any:
        return model.objects.get(pk=self.world.ids[name])

    def get(self, name: str, **more: Any) -> None:
        assert self.owner.get(address(name, {**self.world.ids, **more})).status_code == 200

    def post(self, name: str, **sent: Any) -> None:
        assert self.owner.post(address(name, self.world.ids), sent).status_code in (200, 302)

    @property
    def answer(self) -> Answer:
        return Answer.objects.filter(review__workload=self.workload).order_by("pk")[0]

    @property
    def review(self) -> LensReview:
        return LensReview.objects.get(workload=self.workload)

    @property
    def template(self) -> ReviewTemplate:
        return self.the(ReviewTemplate, "template_id")

    @property
    def house_lens(self) -> Lens:
        return self.the(Lens, "lens_id")

    @property
    def profile(self) -> Profile:
        return self.the(Profile, "profile_id")

    @property
    def connection(self) -> Connection:
        return self.the(Connection, "connection_id")


def _decide(s: Stage) -> None:
    decision = Decision(notes="Decided.")
    version = s.answer.version
    save_answer(answer_id=s.answer.pk, read_version=version, decision=decision, by=s.by)


def _take_off(s: Stage) -> None:
    take_lens_off(workload=s.workload, review_id=s.review.pk, by=s.by)


def _take_off_and_back(s: Stage) -> None:
    _take_off(s)
    review = LensReview.every.get(workload=s.workload)
    put_lens_back(workload=s.workload, review_id=review.pk)


def _upgrade(s: Stage) -> None:
    read, newest = s.review.version.major, s.review.version.lens.versions.latest("number")
    to = newest.number
    upgrade_review(workload=s.workload, review_id=s.review.pk, read=read, to=to, by=s.by)


def _undo(s: Stage) -> None:
    upgrade = last_upgrade(s.review)
    assert upgrade
    undo_upgrade(workload=s.workload, upgrade_id=upgrade.pk, by=s.by)


def _follow(s: Stage) -> None:
    version = s.review.version
    document = {**version.document, "description": "Other words alone."}
    LensReview.objects.filter(workload=s.workload).update(
        version=version.lens.versions.latest("number")
    )
    add_version(version.lens, document, major=False)
    assert follow_minors()


def _fields(s: Stage) -> dict[str, Any]:
    return {
        "name": "New",
        "description": "It is.",
        "environment": "PRODUCTION",
        "account_ids": [OTHER_ACCOUNT],
        "regions": s.workload.regions,
    }


def _edit(s: Stage) -> None:
    fields = {"description": "Takes more orders."}
    update_workload(workload=s.workload, read_version=s.workload.version, fields=fields)


def _archive_and_back(s: Stage) -> None:
    archive_workload(s.workload)
    restore_workload(s.workload)


def _rescope(s: Stage) -> None:
    scope = WorkloadScope(accounts=(ACCOUNT,))
    change_scope(workload=s.workload, read_version=0, scope=scope, owner_keys=["team"], by=s.by)


def _connect(s: Stage) -> None:
    kind = ConnectionKind.ROLE
    add_connection(workload=s.workload, kind=kind, account_id=OTHER_ACCOUNT, external_id="tell-me")


def _reconnect(s: Stage) -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:role/Other"
    change_connection(s.connection, kind=ConnectionKind.ROLE, role_arn=arn)


def _roll_out(s: Stage) -> None:
    found = Discovery.objects.get(workload=s.workload)
    unit = FoundUnit.objects.create(
        discovery=found, unit_id="r-1", parent_id="", path="Root", position=0
    )
    FoundAccount.objects.create(
        discovery=found, unit=unit, account_id=OTHER_ACCOUNT, name="Pay", status="ACTIVE"
    )
    assert connect_found(workload=s.workload, discovery=found, account_ids=[OTHER_ACCOUNT])


def _terms(s: Stage, **more: Any) -> Terms:
    return Terms("Known, and of no weight.", s.by, _in_days(9), **more)


def _in_days(days: int) -> Any:
    return timezone.now().date() + timedelta(days=days)


def _suppress(s: Stage) -> None:
    make_suppression(
        organisation=s.organisation,
        workload=s.workload,
        scope=Scope(check="guardduty-enabled"),
        terms=_terms(s),
        by=s.by,
    )


def _expire(s: Stage) -> None:
    assert end_expired(today=_in_days(99))


def _accept_share(s: Stage) -> None:
    elsewhere = make_organisation()
    share = s.the(LensShare, "share_id")
    accept_share(share=share, organisation=elsewhere, by=s.by)


def _leave_share(s: Stage) -> None:
    """The organisation's log: the lens is somebody else's."""
    other = publish(organisation=make_organisation(), document=small_lens(name="Theirs")).lens
    share, _code = make_share(lens=other)
    accept_share(share=share, organisation=s.organisation, by=s.by)
    assert leave_share(lens=other, organisation=s.organisation)


def _level(s: Stage) -> None:
    set_level(
        organisation=s.organisation,
        practice="SEC01-BP01",
        level=Level.MEDIUM,
        reason="We do it otherwise.",
        by=s.by,
    )


def _level_and_end(s: Stage) -> None:
    _level(s)
    end_level(organisation=s.organisation, practice="SEC01-BP01", by=s.by)


def _describe_profile(s: Stage) -> None:
    describe_profile(
        profile_id=s.profile.pk,
        read_version=s.profile.version,
        name="Another",
        description="",
        threshold=s.profile.threshold,
        by=s.by,
    )


def _answer_priorities(s: Stage) -> None:
    use = WorkloadProfile.objects.get(workload=s.workload, in_use=True)
    save_answers(use=use, read_version=use.version, answers={"crit": ["high"]}, by=s.by)


def _describe_template(s: Stage) -> None:
    standing.describe_template(
        template=s.template,
        read_version=s.template.version,
        name="Another",
        description="",
        by=s.by,
    )


def _another_template(s: Stage) -> ReviewTemplate:
    made = standing.create_template(
        organisation=s.organisation, name="Second", description="", by=s.by
    )
    publish_template(template=made, read_version=made.version, takes={}, note="", by=s.by)
    made.refresh_from_db()
    return made


def _put_template_on(s: Stage) -> None:
    template = _another_template(s)
    put_template_on(template=template, workload_ids=[s.workload.pk], takes={}, by=s.by)


def _take_template_off(s: Stage) -> None:
    detach(workload=s.workload, use_id=UUID(str(s.world.ids["use_id"])), by=s.by)


def _move_template(s: Stage) -> None:
    _put_template_on(s)
    use = TemplateUse.objects.get(pk=s.world.ids["use_id"])
    move_template(workload=s.workload, use_id=use.pk, up=False, by=s.by)


def _publish_template(s: Stage) -> None:
    version = s.template.version
    publish_template(template=s.template, read_version=version, takes={}, note="More.", by=s.by)


def _request_report(s: Stage) -> None:
    request_report(workload=s.workload, kind=Format.CSV, by=s.by)


def _receive(s: Stage) -> None:
    receive_report(workload=s.workload, content=b"x", name="prowler.csv", tool=None, by=s.by)


def _renew(s: Stage) -> None:
    renew_item(_item(s), valid_until=_in_days(3), by=s.by)


def _item(s: Stage) -> Any:
    from reviewapp.reviews.models import EvidenceItem

    return s.the(EvidenceItem, "item_id")


def _imported(s: Stage) -> Any:
    from reviewapp.scanners.models import ImportedReport

    return s.the(ImportedReport, "imported_id")


def _report(s: Stage) -> Any:
    from reviewapp.reports.models import Report

    return s.the(Report, "report_id")


def _sign_in(s: Stage, password: str = PASSWORD) -> None:
    browser = Browser()
    browser.post("/accounts/login/", {"login": s.by.email, "password": password})
    browser.post("/accounts/logout/")


def _fail_to_sign_in(s: Stage) -> None:
    _sign_in(s, password="nobody's password")


def _change_password(s: Stage) -> None:
    new = "another horse, another battery"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    # Which ends the session.
    login(s.by).post("/accounts/password/change/", sent)


def _change_address(s: Stage) -> None:
    email_changed.send(
        User, request=None, user=s.by, from_email_address=None, to_email_address=None
    )


def _new_member(s: Stage) -> Membership:
    return s.the(Membership, "member_id")


def _retired(s: Stage) -> None:
    retire_lens(lens=s.house_lens)


def _restored(s: Stage) -> None:
    _retired(s)
    restore_lens(lens=s.house_lens)


def _scan(s: Stage) -> None:
    s.post("collection:scan_start")


def _cancel_scan(s: Stage) -> None:
    _scan(s)
    run = s.workload.runs.latest("queued_at")
    s.owner.post(address("collection:scan_cancel", {**s.world.ids, "run_id": run.pk}))


def _close_rereview(s: Stage) -> None:
    close_rereview(s.the(ReReview, "rereview_id"), by=s.by)


def _open_rereview(s: Stage) -> None:
    _close_rereview(s)
    start_rereview(s.workload, by=s.by)


def _other_lens(s: Stage) -> None:
    put_lens_on(workload=s.workload, lens=s.house_lens)


def _delete_lens(s: Stage) -> None:
    delete_lens(lens=s.house_lens)


def _change_suppression(s: Stage) -> None:
    change_suppression(s.the(Suppression, "suppression_id"), terms=_terms(s), by=s.by)


Doing = Callable[[Stage], Any]

DOINGS: dict[str, Doing] = {
    "answer.changed": _decide,
    "evidence.attached": lambda s: attach(
        answer_id=s.answer.pk, item=NewItem("A note", text="So it is."), by=s.by
    ),
    "evidence.renewed": _renew,
    "evidence.removed": lambda s: remove_item(_item(s), by=s.by),
    "evidence.downloaded": lambda s: s.get("reviews:item_file"),
    "review.lens_added": _other_lens,
    "review.lens_removed": _take_off,
    "review.lens_restored": _take_off_and_back,
    "review.upgraded": _upgrade,
    "review.upgrade_undone": _undo,
    "review.followed": _follow,
    "milestone.saved": lambda s: save_milestone(workload=s.workload, name="Second", by=s.by),
    "report.requested": _request_report,
    "report.downloaded": lambda s: s.get("reports:download"),
    "report.deleted": lambda s: delete_report(_report(s)),
    "inventory.exported": lambda s: s.get("inventory:export"),
    "workload.created": lambda s: create_workload(
        organisation=s.organisation, fields=_fields(s), by=s.by, lenses=[]
    ),
    "workload.edited": _edit,
    "workload.archived": lambda s: archive_workload(s.workload),
    "workload.restored": _archive_and_back,
    "workload.deleted": lambda s: delete_workload(s.workload, typed=s.workload.name),
    "workload.scope_changed": _rescope,
    "connection.created": _connect,
    "connection.changed": _reconnect,
    "connection.removed": lambda s: remove_connection(s.connection),
    "connection.rolled_out": _roll_out,
    "connection.organisation_read": lambda s: start_discovery(connection=s.connection, by=s.by),
    "scan.started": _scan,
    "scan.cancelled": _cancel_scan,
    "import.received": _receive,
    "import.deleted": lambda s: delete_imported(_imported(s)),
    "suppression.made": _suppress,
    "suppression.changed": _change_suppression,
    "suppression.ended": lambda s: end_suppression(s.the(Suppression, "suppression_id"), by=s.by),
    "suppression.expired": _expire,
    "lens.imported": lambda s: import_lens(
        organisation=s.organisation, source=_lens_file("Imported"), by=s.by
    ),
    "lens.published": lambda s: publish(
        organisation=s.organisation, document=small_lens(name="More rules"), by=s.by
    ),
    "lens.exported": lambda s: s.get("lenses:export"),
    "lens.draft_discarded": lambda s: discard_draft(draft_id=s.world.ids["draft_id"]),
    "lens.retired": _retired,
    "lens.restored": _restored,
    "lens.deleted": _delete_lens,
    "lens.shared": lambda s: make_share(lens=s.house_lens, note="For Anna", by=s.by),
    "lens.share_accepted": _accept_share,
    "lens.share_revoked": lambda s: revoke_share(share=s.the(LensShare, "share_id")),
    "lens.share_left": _leave_share,
    "level.set": _level,
    "level.ended": _level_and_end,
    "priorities.profile_created": lambda s: create_profile(
        organisation=s.organisation, name="New", by=s.by
    ),
    "priorities.profile_changed": _describe_profile,
    "priorities.profile_deleted": lambda s: delete_profile(profile_id=s.profile.pk),
    "priorities.used": lambda s: use_profile(workload=s.workload, profile=s.profile, by=s.by),
    "priorities.unused": lambda s: stop_using(workload=s.workload),
    "priorities.answered": _answer_priorities,
    "template.created": _another_template,
    "template.described": _describe_template,
    "template.published": _publish_template,
    "template.discarded": lambda s: discard(
        template=s.template, read_version=s.template.version, by=s.by
    ),
    "template.deleted": lambda s: standing.retire(template=s.template, by=s.by),
    "template.put_on": _put_template_on,
    "template.taken_off": _take_template_off,
    "template.moved": _move_template,
    "schedule.cadence_changed": lambda s: set_cadence(
        s.workload, cadence=Cadence.MONTHLY, next_due=None
    ),
    "schedule.scanning_changed": lambda s: set_organisation_beat(s.organisation, Beat(Every.DAY)),
    "schedule.budget_changed": lambda s: set_budget(s.organisation.pk, 1000),
    "rereview.opened": _open_rereview,
    "rereview.closed": _close_rereview,
    "organisation.renamed": lambda s: rename_organisation(s.organisation, "Orion", by=s.by),
    "member.role_changed": lambda s: change_role(_new_member(s), Role.LEAD, by=s.by),
    "member.removed": lambda s: remove_member(_new_member(s), by=s.by),
    "session.signed_in": _sign_in,
    "session.signed_out": _sign_in,
    "session.failed": _fail_to_sign_in,
    "session.password_changed": _change_password,
    "session.address_changed": _change_address,
    "audit.exported": lambda s: s.get("trail:organisation_file"),
}


def _lens_file(name: str) -> str:
    import json

    return json.dumps(small_lens(name=name))
