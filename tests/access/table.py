"""Who gets what at every address of the product, by the name of the address.

An address without a row here fails the matrix. Outcomes: a status code; LOGIN for the way to the
sign-in page; REDIRECT for any other redirect, a plain one or htmx's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from reviewapp.signin import saml

LOGIN, REDIRECT = "login", "redirect"
ROLES = ("viewer", "commenter", "contributor", "lead", "owner")
# Of another organisation, by a share of the workload; what they reach of it.
PARTNERS = {"reader": "viewer", "partner": "contributor"}
# A member to whom nothing is given, and a contributor of another pillar than the one asked for.
OTHERS = ("member", "specialist")
ACTORS = ("anonymous", "stranger", *OTHERS, *ROLES, *PARTNERS)

Outcome = int | str
Outcomes = Mapping[str, Outcome]

REFUSED_METHOD: Outcomes = dict.fromkeys(ACTORS, 405)


@dataclass(frozen=True)
class Row:
    """What GET and POST come to for each actor; `sent` is what the POST carries.

    Outcomes name the roles of the organisation and the stranger; `filled` says what they mean for
    everybody else.

    Attributes:
        home: for the organisation that owns the workload, and not for whom it is shared with.
        answers: POST answers questions, which a contributor does in their own pillars alone.
    """

    get: Outcomes
    post: Outcomes
    htmx_post: Outcomes | None = None
    sent: Mapping[str, str] = field(default_factory=dict)
    home: bool = False
    answers: bool = False

    def filled(self, outcomes: Outcomes, *, of_workload: bool, writes: bool) -> Outcomes:
        if not of_workload:
            given = dict.fromkeys(OTHERS, 403) | dict.fromkeys(PARTNERS, outcomes["stranger"])
            return {**given, **outcomes}
        partners = {who: 403 if self.home else outcomes[role] for who, role in PARTNERS.items()}
        specialist = 403 if writes and self.answers else outcomes["contributor"]
        return {"member": 404, "specialist": specialist, **partners, **outcomes}


def to_role(least: str, outcome: Outcome) -> Outcomes:
    """Of a workload: strangers find nothing, members of a lesser role are refused."""
    reaching = ROLES[ROLES.index(least) :]
    roles = {role: outcome if role in reaching else 403 for role in ROLES}
    return {"anonymous": LOGIN, "stranger": 404, **roles}


def answering(row: Row) -> Row:
    return replace(row, answers=True)


def at_home(rows: Mapping[str, Row]) -> Mapping[str, Row]:
    return {name: replace(row, home=True) for name, row in rows.items()}


def for_members(row: Row) -> Row:
    """A page of the organisation that shows each member what they may see."""
    return replace(row, get={**row.get, **dict.fromkeys(OTHERS, row.get["viewer"])})


def unseen_by_members(row: Row) -> Row:
    """Of a unit: a member who is not in it finds nothing."""
    hidden = dict.fromkeys(OTHERS, 404)
    return replace(
        row,
        get=row.get if row.get is REFUSED_METHOD else {**row.get, **hidden},
        post=row.post if row.post is REFUSED_METHOD else {**row.post, **hidden},
    )


def page(least: str = "viewer", outcome: Outcome = 200) -> Row:
    return Row(get=to_role(least, outcome), post=REFUSED_METHOD)


def form(least: str = "lead", *, refused: Outcome = 422, read: str = "") -> Row:
    """A page with a form: `refused` is what an empty one comes to."""
    return Row(get=to_role(read or least, 200), post=to_role(least, refused))


def action(least: str = "lead", outcome: Outcome = REDIRECT, **sent: str) -> Row:
    return Row(get=REFUSED_METHOD, post=to_role(least, outcome), sent=sent)


def own(row: Row) -> Row:
    """Of the organisation: a stranger is the owner of another one, and sees that one."""
    return replace(row, get=_as_owner(row.get), post=_as_owner(row.post))


def _as_owner(outcomes: Outcomes) -> Outcomes:
    return {**outcomes, "stranger": outcomes["owner"]}


def for_all_members(row: Row) -> Row:
    """An action of the organisation that each member may take for themselves."""
    return replace(row, post={**row.post, **dict.fromkeys(OTHERS, row.post["viewer"])})


def to_all(outcome: Outcome) -> Outcomes:
    return dict.fromkeys(ACTORS, outcome)


def by_sign_in(anonymous: Outcome, signed_in: Outcome) -> Outcomes:
    return {**to_all(signed_in), "anonymous": anonymous}


PUBLIC = Row(get=to_all(200), post=REFUSED_METHOD)
PUBLIC_FORM = Row(get=to_all(200), post=to_all(200))

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

# What allauth asks of the factors of somebody who has none: a password again, or nothing there.
FACTORS: Mapping[str, Row] = {
    "mfa_index": Row(by_sign_in(LOGIN, 200), REFUSED_METHOD),
    "mfa_authenticate": Row(by_sign_in(LOGIN, REDIRECT), by_sign_in(LOGIN, REDIRECT)),
    "mfa_reauthenticate": Row(by_sign_in(LOGIN, REDIRECT), by_sign_in(LOGIN, REDIRECT)),
    "mfa_activate_totp": Row(by_sign_in(LOGIN, REDIRECT), by_sign_in(LOGIN, REDIRECT)),
    "mfa_deactivate_totp": Row(by_sign_in(LOGIN, 404), by_sign_in(LOGIN, 404)),
    "mfa_view_recovery_codes": Row(by_sign_in(LOGIN, 404), by_sign_in(LOGIN, 405)),
    "mfa_generate_recovery_codes": Row(by_sign_in(LOGIN, REDIRECT), by_sign_in(LOGIN, REDIRECT)),
    "mfa_download_recovery_codes": Row(by_sign_in(LOGIN, 404), by_sign_in(LOGIN, 404)),
    "mfa_list_webauthn": Row(by_sign_in(LOGIN, 200), by_sign_in(LOGIN, 405)),
    "mfa_add_webauthn": Row(by_sign_in(LOGIN, REDIRECT), by_sign_in(LOGIN, REDIRECT)),
    "mfa_edit_webauthn": Row(by_sign_in(LOGIN, REDIRECT), by_sign_in(LOGIN, REDIRECT)),
    "mfa_remove_webauthn": Row(by_sign_in(LOGIN, REDIRECT), by_sign_in(LOGIN, REDIRECT)),
    "mfa_reauthenticate_webauthn": Row(by_sign_in(LOGIN, REDIRECT), by_sign_in(LOGIN, REDIRECT)),
    "mfa_login_webauthn": Row(by_sign_in(LOGIN, REDIRECT), by_sign_in(LOGIN, REDIRECT)),
    "usersessions_list": Row(by_sign_in(LOGIN, 200), by_sign_in(LOGIN, REDIRECT)),
    # Nobody asked for what comes back here.
    "openid_connect_callback": Row(to_all(401), REFUSED_METHOD),
    "socialaccount_login_cancelled": PUBLIC,
}
SAML_FACTORS: Mapping[str, Row] = {
    "saml_acs": Row(to_all(REDIRECT), to_all(REDIRECT)),
    "saml_finish_acs": Row(to_all(404), to_all(404)),
    "saml_metadata": Row(to_all(404), to_all(404)),
    "saml_sls": Row(to_all(404), to_all(404)),
}
ACCOUNT = {**ACCOUNT, **FACTORS, **(SAML_FACTORS if saml.INSTALLED else {})}

SIGNIN: Mapping[str, Row] = {
    "web:texts": PUBLIC,
    "signin:language": Row(REFUSED_METHOD, to_all(REDIRECT)),
    "signin:find": Row(to_all(200), to_all(422)),
    "signin:found": PUBLIC,
    # Of a provider that does not answer.
    "signin:entrance": Row(to_all(200), to_all(502)),
    "signin:second_factor": Row(by_sign_in(LOGIN, REDIRECT), REFUSED_METHOD),
    "signin:session_end": Row(
        REFUSED_METHOD, {**to_all(404), "anonymous": LOGIN, "owner": REDIRECT}
    ),
    "signin:organisation": own(form("owner", refused=REDIRECT)),
    "signin:provider": own(form("owner")),
    "signin:provider_test": action("owner", 200),
    "signin:provider_remove": form("owner", refused=REDIRECT),
}

PEOPLE: Mapping[str, Row] = {
    "people:organisation": own(page()),
    "people:organisation_edit": own(form("owner")),
    "people:transfer": own(form("owner")),
    # Those who own an organisation of the matrix are alone in that.
    "people:leave": Row(
        by_sign_in(LOGIN, 200),
        {**by_sign_in(LOGIN, REDIRECT), **dict.fromkeys(("stranger", "owner", *PARTNERS), 422)},
    ),
    "people:switch": Row(REFUSED_METHOD, by_sign_in(LOGIN, 404)),
    "people:member_role": action("owner", role="lead"),
    "people:member_deactivate": action("owner"),
    "people:member_reactivate": action("owner"),
    "people:member_remove": action("owner"),
    "people:invitations": own(page("owner")),
    "people:invitation_create": own(form("owner")),
    "people:invitation_resend": action("owner"),
    "people:invitation_revoke": action("owner"),
    "people:units": for_members(own(page())),
    "people:unit_create": own(form("owner")),
    "people:unit": unseen_by_members(page()),
    "people:unit_edit": unseen_by_members(form("owner")),
    "people:unit_delete": form("owner", refused=REDIRECT),
    "people:unit_give": unseen_by_members(action("owner", 422)),
    "people:unit_take": unseen_by_members(action("owner")),
    "people:homeless": Row(by_sign_in(LOGIN, 200), REFUSED_METHOD),
    # Of nobody who opened a link before.
    "people:invitation": Row(to_all(404), to_all(404)),
    "people:invitation_open": Row(to_all(REDIRECT), REFUSED_METHOD),
    # It is for another address.
    "people:invitation_accept": Row(REFUSED_METHOD, by_sign_in(LOGIN, 404)),
}

WORKLOADS: Mapping[str, Row] = {
    "dashboard": for_members(own(page())),
    "workloads:list": for_members(own(page())),
    # Whoever leads a unit makes workloads in it.
    "workloads:create": own(form()),
    "workloads:detail": page(),
    "workloads:edit": form(),
    "workloads:archive": action(),
    "workloads:delete": form("owner"),
    "workloads:diagram": page(),
    "workloads:share_open": Row(by_sign_in(LOGIN, REDIRECT), REFUSED_METHOD),
    # Whoever opened no address is offered nothing.
    "workloads:share_offer": own(page(outcome=404)),
    "workloads:share_accept": own(action(outcome=404)),
    # The workload is the organisation's own, which it cannot give back.
    "workloads:share_leave": Row(
        get={**to_role("viewer", 404), **dict.fromkeys(PARTNERS, 200)},
        post={**to_role("viewer", 404), **dict.fromkeys(PARTNERS, REDIRECT)},
    ),
    **at_home(
        {
            "workloads:people": page(),
            "workloads:person_give": action("lead", 422),
            "workloads:person": form(),
            "workloads:person_take": action(),
            "workloads:person_invite": form("owner"),
            "workloads:share_make": action("lead", 422),
            "workloads:share_offer_revoke": action(),
            "workloads:share_revoke": action(),
        }
    ),
}

TRAIL: Mapping[str, Row] = {
    "trail:organisation": own(page("owner")),
    "trail:organisation_file": own(page("owner")),
    "trail:workload": replace(page("lead"), home=True),
    "trail:workload_file": replace(page("lead"), home=True),
}

LIVE: Mapping[str, Row] = {
    # The client of the tests has no event loop: it is told to ask instead.
    "live:stream": page(outcome=204),
    "live:poll": page(),
    "live:here": action("viewer", 204),
}

CONNECTIONS: Mapping[str, Row] = at_home(
    {
        "collection:connections": page(),
        "collection:connection_create": form(),
        "collection:connection": page(),
        "collection:connection_edit": form(),
        "collection:connection_test": replace(action(), htmx_post=to_role("lead", 200)),
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
    }
)

SCANS: Mapping[str, Row] = {
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
    "findings:preview": page("lead"),
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

ITEM_ACTION = answering(
    replace(action("contributor"), htmx_post=to_role("contributor", 200)),
)
ANSWERS_COPIED = answering(form("contributor", read="viewer"))

REVIEWS: Mapping[str, Row] = {
    "reviews:review": Row(to_role("viewer", REDIRECT), to_role("lead", REDIRECT)),
    "reviews:lens": page(),
    "reviews:practices": page(),
    "reviews:parts": page(),
    "reviews:now": page(),
    "reviews:accept": answering(action("contributor", pillar="security")),
    "reviews:accept_undo": action("contributor"),
    "reviews:change_undo": answering(
        replace(action("contributor"), htmx_post=to_role("contributor", 200))
    ),
    "reviews:question": answering(form("contributor", read="viewer")),
    "reviews:history": page(),
    "reviews:evidence": page(),
    "reviews:items": answering(form("contributor", read="viewer")),
    "reviews:item_remove": ITEM_ACTION,
    "reviews:item_renew": ITEM_ACTION,
    "reviews:item_file": page(),
    "reviews:milestone_file": page(),
    "reviews:copy": replace(page(), home=True),
    # From another workload, which the specialist does not see.
    "reviews:copy_from_workload": replace(
        ANSWERS_COPIED,
        home=True,
        get={**ANSWERS_COPIED.get, "specialist": 404},
        post={**ANSWERS_COPIED.post, "specialist": 404},
    ),
    "reviews:copy_from_milestone": replace(ANSWERS_COPIED, home=True),
    "reviews:offers": ANSWERS_COPIED,
    "reviews:lenses": page(),
    "reviews:lens_add": action("lead", 422),
    "reviews:lens_remove": form(refused=REDIRECT),
    "reviews:lens_back": action(),
    "reviews:upgrade": form(read="viewer", refused=REDIRECT),
    "reviews:undo": form(read="viewer", refused=REDIRECT),
    "reviews:milestones": page(),
    "reviews:milestone_create": form(),
    "reviews:milestone": page(),
    "reviews:milestone_question": page(),
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
    "lenses:share_open": Row(by_sign_in(LOGIN, REDIRECT), REFUSED_METHOD),
    # Whoever opened no address is offered nothing.
    "lenses:share_offer": own(page(outcome=404)),
    "lenses:share_accept": action(outcome=404),
    # The lens is the organisation's own, which it cannot give back.
    "lenses:leave": Row(to_role("lead", 404), to_role("lead", 404)),
    "lenses:levels": own(page()),
    "lenses:level": own(form(read="viewer")),
    "lenses:level_end": own(action()),
    "lenses:judging": own(Row(to_role("viewer", 200), to_role("lead", REDIRECT))),
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
    "priorities:workload": replace(form(read="viewer"), home=True),
    "priorities:use": replace(action(), home=True),
}

ASSIGNMENTS: Mapping[str, Row] = {
    "assignments:mine": for_members(own(page())),
    "assignments:work": page(),
    # Nothing is ticked, and contributors may take or give up alone.
    "assignments:assign": replace(
        action("contributor", 422),
        post={**to_role("contributor", 422), "contributor": 403, "partner": 403},
    ),
    "assignments:agree": action(),
    "assignments:close": form(),
    "assignments:reopen": action(),
    "assignments:question": page(),
    # An empty form saw another version of the answer.
    "assignments:state": answering(action("contributor", 409)),
    "assignments:assign_one": answering(
        replace(action("contributor", take="1"), htmx_post=to_role("contributor", 200))
    ),
}

STANDING: Mapping[str, Row] = {
    "standing:list": own(page()),
    "standing:create": own(form()),
    "standing:template": page(),
    "standing:edit": form(),
    "standing:delete": form(refused=REDIRECT),
    "standing:discard": action(),
    "standing:questions": page("lead"),
    "standing:question": form(refused=409),
    "standing:publish": form(refused=409),
    "standing:apply": form(),
    "standing:uses": page(),
    "standing:progress": page(),
    "standing:again": action(),
    "standing:cancel": action(),
    "standing:workload": replace(page(), home=True),
    "standing:follow": replace(action(), home=True),
    "standing:apply_now": replace(action(), home=True),
    "standing:make": replace(form(), home=True),
    "standing:move": replace(action(), home=True),
    "standing:detach": replace(form(refused=REDIRECT), home=True),
}

# The meeting of the world has ended: what is done in one leads to its minutes.
MEETINGS: Mapping[str, Row] = {
    "meetings:list": page(),
    "meetings:begin": form("contributor"),
    "meetings:running": page(),
    "meetings:meeting": page(outcome=REDIRECT),
    "meetings:side": page(),
    "meetings:go": action("contributor"),
    "meetings:present": action("contributor"),
    "meetings:park": form("contributor"),
    "meetings:settle": replace(action("contributor"), htmx_post=to_role("contributor", 200)),
    "meetings:end": form("contributor", refused=REDIRECT),
    "meetings:minutes": page(),
    "meetings:minutes_pdf": action("viewer"),
    "meetings:minutes_progress": page(),
    "meetings:minutes_download": page(),
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

GUIDE: Mapping[str, Row] = {
    "guide:guide": own(page("lead")),
    "guide:away": for_all_members(own(action("viewer"))),
    # No simulated account was started.
    "guide:simulated": own(action(outcome=404)),
}

GUESTS: Mapping[str, Row] = {
    "guests:links": replace(form("lead"), home=True),
    "guests:revoke": replace(action(), home=True),
    # Whoever has the address may open it; nobody here did before asking for what it shows.
    "guests:open": Row(get=to_all(REDIRECT), post=REFUSED_METHOD),
    "guests:review": Row(get=to_all(410), post=REFUSED_METHOD),
    "guests:file": Row(get=to_all(410), post=REFUSED_METHOD),
}

SCHEDULE: Mapping[str, Row] = {
    "schedule:detail": replace(form(read="viewer"), home=True),
    "schedule:scanning": replace(form(read="viewer"), home=True),
    "schedule:organisation_scanning": own(form("owner", read="viewer")),
    "schedule:start": replace(action(), home=True),
    "schedule:rereview": replace(page(), home=True),
    "schedule:close": replace(action(), home=True),
}

# What a person is told is their own; the link in mails needs no sign-in, its signature is the proof.
NOTICES: Mapping[str, Row] = {
    "notices:list": Row(by_sign_in(LOGIN, 200), REFUSED_METHOD),
    "notices:panel": Row(by_sign_in(LOGIN, 200), REFUSED_METHOD),
    # Pages ask for it by themselves: nobody is sent away from what they write.
    "notices:count": Row(by_sign_in(204, 200), REFUSED_METHOD),
    "notices:follow": Row({**by_sign_in(LOGIN, 404), "owner": REDIRECT}, REFUSED_METHOD),
    "notices:read": Row(
        REFUSED_METHOD,
        {**by_sign_in(LOGIN, 404), "owner": REDIRECT},
        {**by_sign_in(LOGIN, 404), "owner": 200},
    ),
    "notices:read_all": Row(REFUSED_METHOD, by_sign_in(LOGIN, REDIRECT), by_sign_in(LOGIN, 200)),
    "notices:settings": Row(by_sign_in(LOGIN, 200), by_sign_in(LOGIN, 422)),
    "notices:unsubscribe": PUBLIC_FORM,
}

COMMENTS: Mapping[str, Row] = {
    "comments:list": page(),
    "comments:people": page("commenter"),
    "comments:question": form("commenter", read="viewer"),
    "comments:finding": form("commenter", read="viewer"),
    "comments:thread": form("commenter", read="viewer"),
    "comments:resolve": replace(action("contributor"), htmx_post=to_role("contributor", 200)),
    "comments:reopen": replace(action("contributor"), htmx_post=to_role("contributor", 200)),
    # The comment is nobody's of them: its author alone edits it, a lead may remove it.
    "comments:edit": Row(to_role("owner", 403), to_role("owner", 403)),
    "comments:remove": replace(form("lead", refused=REDIRECT), htmx_post=to_role("lead", 200)),
    "comments:history": page(),
    "comments:attachment": page(),
}

SEARCH: Mapping[str, Row] = {
    "search:results": for_members(own(page())),
    "search:palette": for_members(own(page())),
}

TABLE: Mapping[str, Row] = {
    **ACCOUNT,
    **SIGNIN,
    **PEOPLE,
    **NOTICES,
    **WORKLOADS,
    **TRAIL,
    **LIVE,
    **CONNECTIONS,
    **SCANS,
    **FINDINGS,
    **SCANNERS,
    **INVENTORY,
    **REVIEWS,
    **ASSIGNMENTS,
    **COMMENTS,
    **DRAFTS,
    **PRIORITIES,
    **STANDING,
    **REPORTS,
    **MEETINGS,
    **GUESTS,
    **GUIDE,
    **SCHEDULE,
    **SEARCH,
}
