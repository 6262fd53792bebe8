"""The whole state of a workload's review as one plain document.

Milestones freeze it, reports are written from it: a report of a milestone and one of the live
state come from the same shape. Everything in it is plain JSON, in a fixed order:

    {"format": 1, "workload": {…profile…}, "totals": {…counts…}, "saving",
     "lenses": [{"alias", "name", "version", "version_label", "description", "counts",
       "pillars": [{"id", "name", "counts", "saving",
         "questions": [{"id", "title", "description", "resource", "version", "risk", "because",
           "suggested_risk", "disagrees", "not_applicable", "reason", "notes", "by_person",
           "updated_at", "updated_by",
           "stale", "attached": [{…item…}], "team": {…who and how far…} or null,
           "choices": [{"id", "title", "description", "practice", "level", "level_published",
             "level_reason", "is_none", "selected", "not_applicable", "reason", "notes", "ask",
             "why", "effort", "trade_off", "resource", "improvement", "improvement_steps",
             "suggestion", "because", "disagrees", "checks", "counts", "saving",
             "findings": [{"check", "title", "verdict", "resource", "name", "account", "region",
               "reason", "tags", "at", "call", "saving", "why"}]}]}]}]}],
     "suppressions": [{"id", "check", "title", "resource", "tag", "account", "region",
       "all_workloads", "reason", "owner", "returns_on", "made_by", "made_at", "findings"}],
     "run": {"id", "state", "started", "ended", "calls", "facts",
       "scope": {"accounts", "regions", "tags", "stacks", "groups", "applications", "at",
         "inside", "outside", "unknown"} or null where everything counts,
       "coverage": {"read", "not_used", "denied", "failed",
         "unread": [{"account", "region", "service", "state", "reason"}]}} or null}

`team` is {"assignee", "due", "state", "note", "by", "at"}: who has the question until when, and
whether it is `open`, `ready`, `agreed` or `kept_open`, since when, by whom and why. Documents saved
before questions were assigned have none.

An item is evidence that people attached: {"id", "choice", "kind", "title", "url", "text", "file":
{"id", "name", "type", "size", "sha256"} or null, "valid_until", "stale", "added_by", "added_at",
"origin"}; `choice` is empty where it speaks for the question as a whole. Documents saved before
there were any have neither `attached` nor `stale`.

`counts` of lenses and pillars are {"high", "medium", "none", "unanswered", "not_applicable",
"total"} questions, those of choices {"passed", "failed", "unknown", "suppressed"} findings.
`findings` holds the first 50 that fail, are unknown or are suppressed, which is then their
`verdict`; `why` is the page that explains one. `suppressions` are those that stood, with how many
findings each covered; documents saved before there were any have neither. `suggestion` is null for
"none of these" and before the first scan. `level` is HIGH, MEDIUM or LOW, the risk while the
practice is absent, null where the lens has none; where it is the organisation's own,
`level_reason` says why it is not `level_published`. Documents saved before levels were known do
not have these three, nor `why`, `effort` and `trade_off` of choices.

`saving` of the whole, of pillars and choices is {"estimated", "at_most", "resources"}: dollars a
month that remedies of what fails would save, each resource counted once, and null where none
would; that of a finding is {"monthly", "at_most", "basis", "priced"}. Documents saved before
savings were estimated have none.
"""

from collections.abc import Iterable
from typing import Any, cast

from pillars.lens.model import Choice, Pillar, Question
from pillars.lens.model import Resource as Link
from pillars.prefill import Suggested
from pillars.risk import Risk, count
from reviewapp.findings.suppressed import suppressions_part
from reviewapp.lenses.domain.levels import OwnLevels, own_levels
from reviewapp.lenses.domain.reading import lens_of
from reviewapp.workloads.models import Workload

from .document_parts import run_part, workload_part
from .domain.decisions import ChoiceDetail, Decision, decision_of
from .domain.disagreement import choice_disagrees
from .domain.evidence_items import attached_to, with_attached
from .domain.evidence_parts import item_part
from .domain.levels import level_here
from .domain.totals import reviews_of
from .evidence import Evidence, load_evidence
from .models import Answer, LensReview, Suggestion
from .signals import document_asked

FORMAT = 1
_NOTHING = {"passed": 0, "failed": 0, "unknown": 0, "suppressed": 0}
JSON = dict[str, Any]


def review_document(workload: Workload) -> JSON:
    """The document of the live state. The number of queries does not grow with the lenses' size."""
    reviews = reviews_of(workload)
    answers = _answers(workload)
    evidence = load_evidence(reviews)
    own = own_levels(workload.organisation_id)
    lenses = [_lens(review, answers[review.pk], evidence, own) for review in reviews]
    _add_team(lenses, reviews)
    return {
        "format": FORMAT,
        "workload": workload_part(workload),
        "totals": _sum(lens["counts"] for lens in lenses),
        "saving": evidence.savings.of(evidence.suggestions()),
        "lenses": lenses,
        "suppressions": suppressions_part(workload, evidence.newest_run),
        "run": run_part(evidence.newest_run),
    }


def _add_team(lenses: Iterable[JSON], reviews: list[LensReview]) -> None:
    """What a later stage knows of who is at each question, and how far it is."""
    answers = document_asked.send(LensReview, reviews=reviews)
    said: dict[Any, Any] = {}
    for _receiver, found in answers:
        said.update(cast("dict[Any, Any]", found))
    for lens in lenses:
        for pillar in lens["pillars"]:
            for question in pillar["questions"]:
                question["team"] = said.get((lens["alias"], question["id"]))


def review_part(review: LensReview) -> JSON:
    """One lens of the document, of a review alone."""
    answers = _answers(review.workload)
    evidence = load_evidence([review])
    return _lens(review, answers[review.pk], evidence, own_levels(review.workload.organisation_id))


def _answers(workload: Workload) -> dict[object, dict[str, Answer]]:
    found: dict[object, dict[str, Answer]] = {}
    rows = Answer.objects.filter(review__workload=workload).select_related("updated_by")
    for answer in with_attached(rows):
        found.setdefault(answer.review_id, {})[answer.question_id] = answer
    return found


def _lens(
    review: LensReview, answers: dict[str, Answer], evidence: Evidence, own: OwnLevels
) -> JSON:
    lens = lens_of(review.version)
    pillars = [_pillar(pillar, review, answers, evidence, own) for pillar in lens.pillars]
    return {
        "alias": review.slug,
        "name": lens.name,
        "version": review.version.number,
        "version_label": review.version.label,
        "description": lens.description,
        "counts": _sum(pillar["counts"] for pillar in pillars),
        "pillars": pillars,
    }


def _pillar(
    pillar: Pillar,
    review: LensReview,
    answers: dict[str, Answer],
    evidence: Evidence,
    own: OwnLevels,
) -> JSON:
    questions = [
        _question(question, answers[question.id], review, evidence, own)
        for question in pillar.questions
        if question.id in answers
    ]
    return {
        "id": pillar.id,
        "name": pillar.name,
        "counts": counts_of(question["risk"] for question in questions),
        "saving": evidence.savings.of(
            evidence.suggestion(review, question.id, choice.id)
            for question in pillar.questions
            for choice in question.choices
        ),
        "questions": questions,
    }


def _question(
    question: Question, answer: Answer, review: LensReview, evidence: Evidence, own: OwnLevels
) -> JSON:
    decision = decision_of(answer)
    return {
        "id": question.id,
        "title": question.title,
        "description": question.description,
        "resource": _link(question.helpful_resource),
        "version": answer.version,
        "risk": answer.risk,
        "because": answer.risk_because,
        "suggested_risk": answer.suggested_risk,
        "disagrees": answer.disagrees,
        "not_applicable": decision.not_applicable,
        "reason": decision.reason,
        "notes": decision.notes,
        "by_person": answer.by_person,
        "updated_at": answer.updated_at.isoformat() if answer.updated_at else None,
        "updated_by": str(answer.updated_by) if answer.updated_by else None,
        "stale": answer.stale,
        "attached": [item_part(item) for item in attached_to(answer)],
        "choices": [
            {
                **_choice(choice, decision, own),
                **_evidence(choice, decision, question, review, evidence),
            }
            for choice in question.choices
        ],
    }


def _choice(choice: Choice, decision: Decision, own: OwnLevels) -> JSON:
    detail: ChoiceDetail = decision.detail(choice.id)
    return {
        "id": choice.id,
        "title": choice.title,
        "description": choice.description,
        "practice": choice.practice,
        **_level(choice, own),
        "is_none": choice.is_none,
        "selected": choice.id in decision.selected,
        "not_applicable": detail.not_applicable,
        "reason": detail.reason,
        "notes": detail.notes,
        "ask": choice.ask,
        "why": choice.why,
        "effort": choice.effort,
        "trade_off": choice.trade_off,
        "resource": _link(choice.helpful_resource),
        "improvement": _link(choice.improvement_plan),
        "improvement_steps": dict(choice.improvement_steps),
    }


def _level(choice: Choice, own: OwnLevels) -> JSON:
    here = level_here(choice, own)
    if here is None:
        return {"level": None, "level_published": None, "level_reason": ""}
    return {
        "level": here.level.value,
        "level_published": here.published.value,
        "level_reason": here.reason,
    }


def _evidence(
    choice: Choice, decision: Decision, question: Question, review: LensReview, evidence: Evidence
) -> JSON:
    said = evidence.suggestion(review, question.id, choice.id)
    if said is None:
        nothing: JSON = {"suggestion": None, "because": "", "disagrees": False, "checks": []}
        return {**nothing, "counts": _NOTHING, "saving": None, "findings": []}
    return {
        "suggestion": said.verdict,
        "because": said.because,
        "disagrees": _disagrees(said, decision),
        "checks": list(said.checks),
        "counts": {name: getattr(said, name) for name in _NOTHING},
        "saving": evidence.savings.of([said]),
        "findings": evidence.findings(said),
    }


def _disagrees(said: Suggestion, decision: Decision) -> bool:
    answered = bool(decision.selected) and not decision.not_applicable
    return answered and choice_disagrees(decision, said.choice_id, Suggested(said.verdict))


def version_words(lens: JSON) -> str:
    """What a lens of a document calls its version; its number in documents of before labels."""
    return str(lens.get("version_label") or lens["version"])


def _link(resource: Link | None) -> JSON | None:
    return {"text": resource.display_text, "url": resource.url} if resource else None


def counts_of(risks: Iterable[str]) -> dict[str, int]:
    """How many questions have each risk, and how many there are."""
    found = count(map(Risk, risks))
    return {**{risk.lower(): found[risk] for risk in Risk}, "total": found.total}


def _sum(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    total = {**{risk.lower(): 0 for risk in Risk}, "total": 0}
    for each in counts:
        for name, number in each.items():
            total[name] += number
    return total
