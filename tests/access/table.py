"""Who gets what at every address of the product, by the name of the address.

An address without a row here fails the matrix. Outcomes: a status code; LOGIN for the way to the
sign-in page; REDIRECT for any other redirect, a plain one or htmx's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

LOGIN, REDIRECT = "login", "redirect"
ROLES = ("viewer", "editor", "owner")
ACTORS = ("anonymous", "stranger", *ROLES)

Outcome = int | str
Outcomes = Mapping[str, Outcome]

REFUSED_METHOD: Outcomes = dict.fromkeys(ACTORS, 405)


@dataclass(frozen=True)
class Row:
    """What GET and POST come to for each actor; `sent` is what the POST carries."""

    get: Outcomes
    post: Outcomes
    htmx_post: Outcomes | None = None
    sent: Mapping[str, str] = field(default_factory=dict)


def to_role(least: str, outcome: Outcome) -> Outcomes:
    """Of a workload: strangers find nothing, members of a lesser role are refused."""
    reaching = ROLES[ROLES.index(least) :]
    roles = {role: outcome if role in reaching else 403 for role in ROLES}
    return {"anonymous": LOGIN, "stranger": 404, **roles}


def page(least: str = "viewer", outcome: Outcome = 200) -> Row:
    return Row(get=to_role(least, outcome), post=REFUSED_METHOD)


def form(least: str = "editor", *, refused: Outcome = 422, read: str = "") -> Row:
    """A page with a form: `refused` is what an empty one comes to."""
    return Row(get=to_role(read or least, 200), post=to_role(least, refused))


def action(least: str = "editor", outcome: Outcome = REDIRECT, **sent: str) -> Row:
    return Row(get=REFUSED_METHOD, post=to_role(least, outcome), sent=sent)


def own(row: Row) -> Row:
    """Of the organisation: a stranger is the owner of another one, and sees that one."""
    return replace(row, get=_as_owner(row.get), post=_as_owner(row.post))


def _as_owner(outcomes: Outcomes) -> Outcomes:
    return {**outcomes, "stranger": outcomes["owner"]}


def to_all(outcome: Outcome) -> Outcomes:
    return dict.fromkeys(ACTORS, outcome)


def by_sign_in(anonymous: Outcome, signed_in: Outcome) -> Outcomes:
    return {**to_all(signed_in), "anonymous": anonymous}


PUBLIC = Row(get=to_all(200), post=REFUSED_METHOD)

# Sign-in and passwords: allauth's pages, which belong to whoever is signed in.
ACCOUNT: Mapping[str, Row] = {
    "account_login": Row(by_sign_in(200, REDIRECT), by_sign_in(200, REDIRECT)),
    "account_logout": Row(by_sign_in(LOGIN, 200), to_all(LOGIN)),
    "account_inactive": PUBLIC,
    "account_signup": Row(by_sign_in(200, REDIRECT), by_sign_in(200, REDIRECT)),
    "account_reauthenticate": Row(by_sign_in(LOGIN, 200), by_sign_in(LOGIN, 200)),
    "account_email": Row(by_sign_in(LOGIN, 200), by_sign_in(LOGIN, REDIRECT)),
    "account_email_verification_sent": PUBLIC,
    "account_change_password": Row(by_sign_in(LOGIN, 200), by_sign_in(LOGIN, 200)),
    "account_set_password": Row(by_sign_in(LOGIN, REDIRECT), by_sign_in(LOGIN, REDIRECT)),
    "account_reset_password": Row(to_all(200), to_all(200)),
    "account_reset_password_done": PUBLIC,
    "account_reset_password_from_key": Row(to_all(REDIRECT), to_all(REDIRECT)),
    "account_reset_password_from_key_done": PUBLIC,
    "account_confirm_email": Row(to_all(200), to_all(404)),
    "account_confirm_login_code": Row(by_sign_in(LOGIN, REDIRECT), by_sign_in(LOGIN, REDIRECT)),
}

PEOPLE: Mapping[str, Row] = {
    "people:organisation": own(page()),
    "people:organisation_edit": own(form("owner")),
    "people:member_add": own(action("owner", 422)),
    "people:member_role": action("owner", role="editor"),
    "people:member_remove": action("owner"),
}

WORKLOADS: Mapping[str, Row] = {
    "dashboard": own(page()),
    "workloads:list": own(page()),
    "workloads:create": own(form()),
    "workloads:detail": page(),
    "workloads:edit": form(),
    "workloads:archive": action(),
    "workloads:delete": form("owner"),
    "workloads:diagram": page(),
}

COLLECTION: Mapping[str, Row] = {
    "collection:connections": page(),
    "collection:connection_create": form(),
    "collection:connection": page(),
    "collection:connection_edit": form(),
    "collection:connection_test": replace(action(), htmx_post=to_role("editor", 200)),
    "collection:connection_remove": form(refused=REDIRECT),
    "collection:role_download": page(),
    "collection:connections_test": action(),
    "collection:connections_test_progress": page(),
    "collection:connections_test_cancel": action(),
    "collection:organisation": page(),
    "collection:discover": action(),
    "collection:discovery_progress": page(),
    "collection:discovery_cancel": action(),
    "collection:found_connect": action(),
    "collection:rollout": page(),
    "collection:rollout_download": page(),
    "collection:scans": page(),
    "collection:scan_start": action(),
    "collection:scan": page(),
    "collection:scan_progress": page(),
    "collection:scan_cancel": action(),
}

FINDINGS: Mapping[str, Row] = {
    "collection:coverage": page(),
    # Of a cell that the address does not name.
    "collection:coverage_cell": page(outcome=404),
    "findings:list": page(),
    "findings:working": page(),
    "findings:check": page(),
    "findings:finding": page(),
    "findings:bill": page(),
    "findings:recovery": page(),
    "findings:workload_suppressions": page(),
    "findings:suppress": form(),
    "findings:preview": page("editor"),
    "findings:suppressions": own(page()),
    "findings:suppression": page(),
    "findings:suppression_edit": form(),
    "findings:suppression_end": form(refused=REDIRECT),
}

INVENTORY: Mapping[str, Row] = {
    "inventory:list": page(),
    "inventory:export": page(),
    "inventory:resource": page(),
    # An empty form is a scope that holds everything.
    "inventory:scope": form(read="viewer", refused=REDIRECT),
    "inventory:scope_preview": action(outcome=200),
}

SCANNERS: Mapping[str, Row] = {
    "scanners:list": page(),
    "scanners:progress": page(),
    "scanners:import": form(),
    "scanners:report": page(),
    "scanners:cancel": action(),
    "scanners:delete": form(refused=REDIRECT),
}

REVIEWS: Mapping[str, Row] = {
    "reviews:review": Row(to_role("viewer", REDIRECT), to_role("editor", REDIRECT)),
    "reviews:lens": page(),
    "reviews:practices": page(),
    "reviews:accept": action(pillar="security"),
    "reviews:question": form(read="viewer"),
    "reviews:history": page(),
    "reviews:evidence": page(),
    "reviews:items": form(read="viewer"),
    "reviews:item_remove": replace(action(), htmx_post=to_role("editor", 200)),
    "reviews:item_renew": replace(action(), htmx_post=to_role("editor", 200)),
    "reviews:item_file": page(),
    "reviews:milestone_file": page(),
    "reviews:copy": page(),
    "reviews:copy_from_workload": form(read="viewer"),
    "reviews:copy_from_milestone": form(read="viewer"),
    "reviews:offers": form(read="viewer"),
    "reviews:lenses": page(),
    "reviews:lens_add": action("editor", 422),
    "reviews:lens_remove": form(refused=REDIRECT),
    "reviews:lens_back": action(),
    "reviews:upgrade": form(read="viewer", refused=REDIRECT),
    "reviews:undo": form(read="viewer", refused=REDIRECT),
    "reviews:milestones": page(),
    "reviews:milestone_create": form(),
    "reviews:milestone": page(),
    "lenses:list": own(page()),
    "lenses:import": own(form()),
    "lenses:detail": page(),
    "lenses:export": page(),
    "lenses:retire": action(),
    "lenses:restore": action(),
    "lenses:delete": form("owner", refused=REDIRECT),
    "lenses:versions": page(),
    "lenses:version": page(),
    "lenses:version_export": page(),
    "lenses:remarks": page(),
    "lenses:compare": page(),
    "lenses:shares": form(),
    "lenses:share_revoke": action(),
    # Whoever has the address may open it; whoever sends no code accepts nothing.
    "lenses:share_offer": own(page()),
    "lenses:share_accept": action(outcome=404),
    # The lens is the organisation's own, which it cannot give back.
    "lenses:leave": Row(to_role("editor", 404), to_role("editor", 404)),
    "lenses:levels": own(page()),
    "lenses:level": own(form(read="viewer")),
    "lenses:level_end": own(action()),
    "lenses:judging": own(Row(to_role("viewer", 200), to_role("editor", REDIRECT))),
}

DRAFTS: Mapping[str, Row] = {
    "lenses:draft_new": own(action()),
    # The lens is named in the form; of none nothing is begun.
    "lenses:draft_from": action(outcome=404),
    "lenses:draft": form(read="viewer"),
    "lenses:draft_question": form(read="viewer"),
    "lenses:draft_preview": page(),
    "lenses:draft_simulator": page(),
    "lenses:draft_publish": form(read="viewer", refused=409),
    "lenses:draft_discard": form(refused=REDIRECT),
    "lenses:simulator": page(),
}

PRIORITIES: Mapping[str, Row] = {
    "priorities:list": own(page()),
    "priorities:create": own(form()),
    "priorities:starter": own(action()),
    "priorities:detail": page(),
    "priorities:edit": form(),
    "priorities:delete": form("owner", refused=REDIRECT),
    "priorities:undo": action(),
    "priorities:arrange": action(),
    "priorities:try": page(),
    "priorities:question_new": form(),
    "priorities:question": form(),
    "priorities:rules": form(),
    "priorities:workload": form(read="viewer"),
    "priorities:use": action(),
}

STANDING: Mapping[str, Row] = {
    "standing:list": own(page()),
    "standing:create": own(form()),
    "standing:template": page(),
    "standing:edit": form(),
    "standing:delete": form(refused=REDIRECT),
    "standing:discard": action(),
    "standing:questions": page("editor"),
    "standing:question": form(refused=409),
    "standing:publish": form(refused=409),
    "standing:apply": form(),
    "standing:uses": page(),
    "standing:progress": page(),
    "standing:again": action(),
    "standing:cancel": action(),
    "standing:workload": page(),
    "standing:follow": action(),
    "standing:apply_now": action(),
    "standing:make": form(),
    "standing:move": action(),
    "standing:detach": form(refused=REDIRECT),
}

# Whoever may read a review may have it as a file.
REPORTS: Mapping[str, Row] = {
    "reports:list": page(),
    "reports:create": action("viewer", 422),
    "reports:progress": page(),
    "reports:download": page(),
    "reports:cancel": action(),
    "reports:delete": form(refused=REDIRECT),
}

SCHEDULE: Mapping[str, Row] = {
    "schedule:detail": form(read="viewer"),
    "schedule:scanning": form(read="viewer"),
    "schedule:organisation_scanning": own(form("owner", read="viewer")),
    "schedule:start": action(),
    "schedule:rereview": page(),
    "schedule:close": action(),
}

TABLE: Mapping[str, Row] = {
    **ACCOUNT,
    **PEOPLE,
    **WORKLOADS,
    **COLLECTION,
    **FINDINGS,
    **SCANNERS,
    **INVENTORY,
    **REVIEWS,
    **DRAFTS,
    **PRIORITIES,
    **STANDING,
    **REPORTS,
    **SCHEDULE,
}
