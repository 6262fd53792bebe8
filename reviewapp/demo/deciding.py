"""What the demo's people have decided so far, so that the first page shows a review under way."""

from dataclasses import dataclass, field

from reviewapp.people.models import User
from reviewapp.reviews.domain.accepting import accept_question
from reviewapp.reviews.domain.answers import save_answer
from reviewapp.reviews.domain.decisions import ChoiceDetail, Decision
from reviewapp.reviews.domain.milestones import save_milestone
from reviewapp.reviews.models import Answer, AnswerChange, Reason
from reviewapp.workloads.models import Workload

from .people import EDITOR_EMAIL, EMAIL, person
from .workloads import SHOP, STAGING, WAREHOUSE

LENS = "foundations"
FIRST_MILESTONE = "First review"


@dataclass(frozen=True, slots=True)
class Said:
    """A decision by hand on one question."""

    question: str
    selected: tuple[str, ...] = ()
    notes: str = ""
    details: dict[str, ChoiceDetail] = field(default_factory=dict)
    why: str = ""


# Questions of the shop whose evidence was simply accepted.
ACCEPTED = ("sec_detect", "sec_data", "rel_failover", "cost_visibility")

DECIDED: dict[str, tuple[Said, ...]] = {
    SHOP: (
        Said(
            "sec_network",
            ("sec_security_groups_least_privilege",),
            notes="The bastion is reachable through the office VPN only. The open rule is a "
            "leftover and goes with the next clean-up; ticket NET-212.",
            why="Agreed with the platform team on Tuesday.",
        ),
        Said(
            "ops_prepare",
            ("ops_runbooks",),
            notes="Runbooks are used: the failover one in the outage of May. A recovery exercise "
            "against our one hour has never been done; planned for the first week of February.",
        ),
        Said(
            "sus_footprint",
            ("sus_intelligent_tiering",),
            details={
                "sus_carbon_monitored": ChoiceDetail(
                    not_applicable=True,
                    reason=Reason.OUT_OF_SCOPE,
                    notes="Reported once a year by the group, not by this team.",
                )
            },
        ),
    ),
    STAGING: (
        Said("ops_change", ("ops_iac", "ops_cicd"), notes="Rebuilt from templates every night."),
        Said("ops_observe", ("ops_structured_logging",)),
        Said("rel_recovery", ("rel_recovery_no",), notes="Nothing here is worth a backup."),
        Said("cost_pricing", ("cost_spot",)),
    ),
    WAREHOUSE: (
        Said("ops_change", ("ops_iac",), notes="Deployed by hand on Sunday mornings."),
        Said("ops_prepare", ("ops_runbooks", "ops_dr_tested")),
        Said("sec_identity", ("sec_iam_roles", "sec_mfa_privileged", "sec_secrets_manager")),
        Said("sec_detect", ("sec_cloudtrail_all_regions",)),
        Said("rel_redundancy", ("rel_multi_az",), notes="The database is one server."),
        Said("rel_failover", ("rel_lb_health_checks",)),
        Said("rel_recovery", ("rel_automated_backups", "rel_cross_region_backups")),
        Said("cost_visibility", ("cost_budgets",)),
    ),
}


def decide(workload: Workload) -> None:
    """Says what was said of this workload; nothing where anybody has decided anything yet."""
    if AnswerChange.objects.filter(answer__review__workload=workload).exists():
        return
    editor = person(EDITOR_EMAIL)
    for question in ACCEPTED if workload.name == SHOP else ():
        answer = _answer(workload, question)
        accept_question(answer_id=answer.pk, read_version=answer.version, by=editor)
    for said in DECIDED[workload.name]:
        _say(workload, said, editor)


def ensure_milestone(workload: Workload) -> None:
    if not workload.milestones.exists():
        save_milestone(workload=workload, name=FIRST_MILESTONE, by=person(EMAIL))


def _say(workload: Workload, said: Said, by: User) -> None:
    answer = _answer(workload, said.question)
    decision = Decision(
        selected=frozenset(said.selected), notes=said.notes, choice_details=said.details
    )
    save_answer(
        answer_id=answer.pk, read_version=answer.version, decision=decision, by=by, why=said.why
    )


def _answer(workload: Workload, question: str) -> Answer:
    return Answer.objects.get(
        review__workload=workload,
        review__version__lens__alias=LENS,
        question_id=question,
    )
