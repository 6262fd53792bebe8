"""Long-lived access keys: none where possible, young where not, and no forgotten ones."""

from collections.abc import Iterator

from pillars.checking import Check, Remedy, Result, Severity, check, failed, passed, unknown
from pillars.facts import Resource, Snapshot

from .._values import true
from ..common import config_rule, counted, days_since, judged, required
from .root_user import REPORT, ROOT_USER

MAXIMUM_AGE_DAYS = 90
UNUSED_DAYS = 90
_SLOTS = ("1", "2")
_URL = "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html"


@check(
    id="iam-access-keys-rotated",
    title="Access keys are young",
    pillar="security",
    severity=Severity.HIGH,
    needs=[REPORT],
    passes=f"Each active access key of an IAM user is at most {MAXIMUM_AGE_DAYS} days old.",
    refutes=["SEC02-BP02", "SEC02-BP05", "foundations/sec_iam_roles"],
    silent=["foundations/sec_iam_roles"],
    supports=["SEC02-BP05"],
    remedy=Remedy(
        console="IAM → Users → {name} → Security credentials: find where the key is used, move "
        "that to a role, deactivate the key, and delete it after a week.",
        cli=(
            "aws iam list-access-keys --user-name {name}\n"
            "# once nothing needs it\n"
            "aws iam update-access-key --user-name {name} --access-key-id KEY_ID --status "
            "Inactive\n"
            "# a week later\n"
            "aws iam delete-access-key --user-name {name} --access-key-id KEY_ID"
        ),
        terraform="# Remove the aws_iam_access_key of {name}; give the machine a role instead:\n"
        'resource "aws_iam_instance_profile" "app" {\n  role = aws_iam_role.app.name\n}',
        cost="Free",
    ),
    url=_URL,
    references=[config_rule("access-keys-rotated")],
)
def access_keys_rotated(snapshot: Snapshot) -> Iterator[Result]:
    rows = [row for row in _users(snapshot) if _active(row)]
    return judged(rows, lambda row: _rotated(row, snapshot))


def _rotated(row: Resource, snapshot: Snapshot) -> Result:
    ages = [days_since(snapshot, row.get(f"access_key_{s}_last_rotated")) for s in _active(row)]
    known = [age for age in ages if age is not None]
    if known and max(known) > MAXIMUM_AGE_DAYS:
        return failed(
            row, f"User {_name(row)} has an active access key of {counted(max(known), 'day')}."
        )
    if len(known) < len(ages):
        return unknown(row, f"The age of an active access key of user {_name(row)} is not known.")
    return passed(
        row, f"The oldest active access key of {_name(row)} is {counted(max(known), 'day')} old."
    )


@check(
    id="iam-users-without-access-keys",
    title="IAM users hold no access keys",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=[REPORT],
    passes="The IAM user has no active access key.",
    refutes=["SEC02-BP02"],
    supports=["SEC02-BP02", "foundations/sec_iam_roles"],
    remedy=Remedy(
        console="IAM → Users → {name} → Security credentials: replace the key by a role (for "
        "machines) or IAM Identity Center (for people), then delete it.",
        cli=(
            "aws iam list-access-keys --user-name {name}\n"
            "# once nothing needs it\n"
            "aws iam update-access-key --user-name {name} --access-key-id KEY_ID --status "
            "Inactive\n"
            "# a week later\n"
            "aws iam delete-access-key --user-name {name} --access-key-id KEY_ID"
        ),
        terraform="# Remove the aws_iam_access_key resource of {name} and apply.",
        cost="Free",
    ),
    url=_URL,
)
def users_without_access_keys(snapshot: Snapshot) -> Iterator[Result]:
    return judged(_users(snapshot), _without_keys)


def _without_keys(row: Resource) -> Result:
    required(row, "access_key_1_active")
    count = len(_active(row))
    if count:
        keys = "an active access key" if count == 1 else "two active access keys"
        return failed(row, f"User {_name(row)} has {keys}.")
    return passed(row, f"User {_name(row)} has no active access key.")


@check(
    id="iam-unused-credentials",
    title="Credentials that nobody uses are taken away",
    pillar="security",
    severity=Severity.MEDIUM,
    needs=[REPORT],
    passes=f"Each password and access key of the IAM user was used in the last {UNUSED_DAYS} days "
    "or is younger than that.",
    refutes=["SEC03-BP04", "SEC03-BP06"],
    supports=["SEC03-BP04", "SEC02-BP05"],
    remedy=Remedy(
        console="IAM → Users → {name}: disable console access, deactivate the keys, and delete "
        "the user when nobody misses it.",
        cli=(
            "# where it has a password\n"
            "aws iam delete-login-profile --user-name {name}\n"
            "# where it has keys\n"
            "aws iam list-access-keys --user-name {name}\n"
            "aws iam update-access-key --user-name {name} --access-key-id KEY_ID --status "
            "Inactive"
        ),
        terraform="# Remove the aws_iam_user_login_profile and aws_iam_access_key of {name}.",
        cost="Free",
    ),
    url="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_finding-unused.html",
    references=[config_rule("iam-user-unused-credentials-check")],
)
def unused_credentials(snapshot: Snapshot) -> Iterator[Result]:
    rows = [row for row in _users(snapshot) if _active(row) or _has_password(row)]
    return judged(rows, lambda row: _used(row, snapshot))


def _used(row: Resource, snapshot: Snapshot) -> Result:
    stale = [text for text, days in _idle(row, snapshot) if days is not None and days > UNUSED_DAYS]
    if stale:
        return failed(row, f"User {_name(row)}: {'; '.join(stale)}.")
    if any(days is None for _, days in _idle(row, snapshot)):
        return unknown(row, f"When user {_name(row)} last used a credential is not known.")
    return passed(row, f"User {_name(row)} used every credential in {UNUSED_DAYS} days.")


def _idle(row: Resource, snapshot: Snapshot) -> list[tuple[str, int | None]]:
    """Each active credential with the days since its last use, or since it was made."""
    found = []
    if _has_password(row):
        days = _first_known(row, snapshot, "password_last_used", "password_last_changed")
        found.append((f"the password was not used for {counted(days or 0, 'day')}", days))
    for slot in _active(row):
        stem = f"access_key_{slot}"
        days = _first_known(row, snapshot, f"{stem}_last_used_date", f"{stem}_last_rotated")
        found.append((f"access key {slot} was not used for {counted(days or 0, 'day')}", days))
    return found


def _first_known(row: Resource, snapshot: Snapshot, *names: str) -> int | None:
    ages = (days_since(snapshot, row.get(name)) for name in names)
    return next((age for age in ages if age is not None), None)


def _users(snapshot: Snapshot) -> list[Resource]:
    return [row for row in snapshot.of(REPORT) if row.get("user") != ROOT_USER]


def _active(row: Resource) -> list[str]:
    return [slot for slot in _SLOTS if true(row.get(f"access_key_{slot}_active"))]


def _has_password(row: Resource) -> bool:
    return true(row.get("password_enabled"))


def _name(row: Resource) -> str:
    return str(row.get("user") or row.name)


CHECKS: tuple[Check, ...] = (access_keys_rotated, users_without_access_keys, unused_credentials)
