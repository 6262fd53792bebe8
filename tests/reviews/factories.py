"""Lenses, reviews, suggestions and findings for tests of this stage.

The small lens has two pillars. Its question `backups` has three practices and "none of these":
high without `tested`, medium without `automatic`, else none; high for a production workload
without `copies`. Question `n` of the second pillar is high until `first_n` is ticked.
"""

from collections.abc import Mapping
from itertools import count
from typing import Any

from django.utils import timezone

from pillars.prefill import Suggested
from reviewapp.collection.models import Fact, Part, PartState, Reading, Run
from reviewapp.findings.models import Finding
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.lenses.domain.versions import add_version
from reviewapp.lenses.models import Lens, LensVersion
from reviewapp.people.models import Organisation
from reviewapp.reviews.domain.decisions import Decision
from reviewapp.reviews.domain.disagreement import disagrees, evidence_alone
from reviewapp.reviews.domain.reviews import start_review
from reviewapp.reviews.models import Answer, LensReview, Suggestion
from reviewapp.workloads.models import Workload
from tests.factories import ACCOUNT, REGION

_numbers = count(1)


def choice(name: str, **more: Any) -> dict[str, Any]:
    plan = {"displayText": f"Do {name}.", "url": "https://example.com/plan"}
    return {"id": name, "title": f"Practice {name}", "improvementPlan": plan, **more}


def backups() -> dict[str, Any]:
    return {
        "id": "backups",
        "title": "How do you get data back?",
        "description": "Backups that nobody restored are hopes.",
        "choices": [
            choice("automatic", description="Taken by themselves.", practice="REL09-BP03"),
            choice("tested", practice="REL09-BP04", ask="When was the last restore?"),
            choice("copies", practice="REL09-BP01"),
            {"id": "backups_no", "title": "None of these"},
        ],
        "riskRules": [
            {"condition": "automatic && tested", "risk": "NO_RISK"},
            {"condition": "tested", "risk": "MEDIUM_RISK"},
            {"condition": "default", "risk": "HIGH_RISK"},
        ],
        "workloadRules": [
            {
                "when": "strict_rpo",
                "condition": "!copies",
                "risk": "HIGH_RISK",
                "because": "its recovery point objective is an hour or less",
            }
        ],
    }


def plain_question(number: int) -> dict[str, Any]:
    first, second = f"first_{number}", f"second_{number}"
    return {
        "id": f"question_{number}",
        "title": f"How do you do number {number}?",
        "description": "",
        "choices": [
            choice(first),
            choice(second),
            {"id": f"question_{number}_no", "title": "None of these"},
        ],
        "riskRules": [
            {"condition": f"{first} && {second}", "risk": "NO_RISK"},
            {"condition": first, "risk": "MEDIUM_RISK"},
            {"condition": "default", "risk": "HIGH_RISK"},
        ],
    }


def small_lens(*, name: str = "Small lens", questions: int = 2) -> dict[str, Any]:
    """A valid document: `backups` and as many plain questions in the second pillar."""
    return {
        "schemaVersion": "2021-11-01",
        "name": name,
        "description": "For tests.",
        "pillars": [
            {"id": "reliability", "name": "Reliability", "questions": [backups()]},
            {
                "id": "security",
                "name": "Security",
                "questions": [plain_question(number) for number in range(1, questions + 1)],
            },
        ],
    }


def levelled_lens() -> dict[str, Any]:
    """One question that follows its levels: `must` is high, `should` medium, `may` low."""
    names = {"must": "HIGH", "should": "MEDIUM", "may": "LOW"}
    question = {
        "id": "asked",
        "title": "What is there?",
        "description": "",
        "choices": [
            *(choice(name, practice=f"OWN-{name}", riskIfAbsent=at) for name, at in names.items()),
            {"id": "asked_no", "title": "None of these"},
        ],
        "riskRules": [
            {"condition": "must && should", "risk": "NO_RISK"},
            {"condition": "must", "risk": "MEDIUM_RISK"},
            {"condition": "default", "risk": "HIGH_RISK"},
        ],
    }
    document = small_lens(name="Levels")
    document["pillars"][0]["questions"] = [question]
    return document


def make_lens(
    document: dict[str, Any] | None = None,
    *,
    organisation: Organisation | None = None,
    alias: str = "",
) -> LensVersion:
    document = document or small_lens()
    lens = Lens.objects.create(
        organisation=organisation, alias=alias or f"small-{next(_numbers)}", name=document["name"]
    )
    return add_version(lens, document)[0]


def make_review(workload: Workload, version: LensVersion | None = None) -> LensReview:
    version = version or make_lens(organisation=workload.organisation)
    return start_review(workload=workload, lens=version.lens)


def answer_of(review: LensReview, question_id: str = "backups") -> Answer:
    return Answer.objects.get(review=review, question_id=question_id)


def decide(*selected: str, **more: Any) -> Decision:
    return Decision(selected=frozenset(selected), **more)


def make_run(workload: Workload, **fields: Any) -> Run:
    now = timezone.now()
    values = {"state": "complete", "stage": "done", "started_at": now, "ended_at": now}
    return Run.objects.create(workload=workload, **{**values, **fields})


def make_suggestions(
    review: LensReview,
    verdicts: Mapping[str, Suggested],
    *,
    question_id: str = "backups",
    run: Run | None = None,
    checks: tuple[str, ...] = (),
) -> Run:
    """Suggestions as a scan leaves them, the marks on the answer included."""
    run = run or make_run(review.workload)
    for choice_id, verdict in verdicts.items():
        Suggestion.objects.create(
            review=review,
            run=run,
            question_id=question_id,
            choice_id=choice_id,
            verdict=verdict,
            because=f"Because of {choice_id}.",
            checks=list(checks),
        )
    answer = answer_of(review, question_id)
    question = lens_of(review.version).question(question_id)
    answer.suggested_risk = evidence_alone(question, verdicts, frozenset())
    answer.disagrees = disagrees(
        Decision(selected=frozenset(answer.selected)), answer.risk, verdicts
    )
    answer.save()
    LensReview.objects.filter(pk=review.pk).update(prefilled_from=run)
    return run


def make_part(
    run: Run, service: str = "rds", state: str = PartState.READ, reason: str = ""
) -> Part:
    return Part.objects.create(
        run=run, account=ACCOUNT, region=REGION, service=service, state=state, reason=reason
    )


def make_reading(part: Part, kind: str, state: str = PartState.READ, reason: str = "") -> Reading:
    return Reading.objects.create(
        run=part.run,
        part=part,
        account=part.account,
        region=part.region,
        service=part.service,
        kind=kind,
        call=f"{part.service}:Describe",
        state=state,
        reason=reason,
        at=timezone.now(),
    )


def make_fact(part: Part, kind: str, name: str, **data: Any) -> Fact:
    return Fact.objects.create(
        run=part.run,
        part=part,
        account=part.account,
        region=part.region,
        kind=kind,
        resource=f"arn:aws:rds:{part.region}:{part.account}:db:{name}",
        name=name,
        tags={"team": "pay"},
        data=data,
        call=f"{part.service}:Describe",
        at=timezone.now(),
    )


def make_finding(run: Run, check_id: str, verdict: str = "fail", **fields: Any) -> Finding:
    values = {
        "resource": f"arn:aws:rds:{REGION}:{ACCOUNT}:db:orders-{next(_numbers)}",
        "resource_name": "orders",
        "account": ACCOUNT,
        "region": REGION,
        "reason": "Backups are off.",
    }
    return Finding.objects.create(
        run=run, check_id=check_id, verdict=verdict, **{**values, **fields}
    )
