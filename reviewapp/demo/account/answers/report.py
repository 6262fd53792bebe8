"""The row of the root user in the credential report, which moto leaves out."""

import base64
import re
from datetime import UTC, datetime, timedelta

ROOT_AGE_DAYS = 1650
ROOT_SEEN_DAYS = 34

_CONTENT = re.compile(r"(?<=<Content>)[^<]+(?=</Content>)")


def with_root_user(answer: str, *, account: str) -> str:
    """An answer to GetCredentialReport with the root user before the other users."""
    return _CONTENT.sub(lambda found: _completed(found[0], account), answer)


def _completed(content: str, account: str) -> str:
    head, *rows = base64.b64decode(content).decode().splitlines()
    root = _root(account, columns=head.count(",") + 1)
    return base64.b64encode("\n".join([head, root, *rows]).encode()).decode()


def _root(account: str, *, columns: int) -> str:
    """A second factor, no keys, and somebody who signed in last month."""
    made, seen = (_ago(days) for days in (ROOT_AGE_DAYS, ROOT_SEEN_DAYS))
    known = ["<root_account>", f"arn:aws:iam::{account}:root", made, "not_supported", seen]
    rest = ["not_supported", "not_supported", "true"]
    keys = ["false", "N/A", "N/A", "N/A", "N/A"] * 2
    cells = [*known, *rest, *keys, "false", "N/A", "false", "N/A"]
    return ",".join(cells[:columns])


def _ago(days: int) -> str:
    return f"{datetime.now(UTC) - timedelta(days=days):%Y-%m-%dT%H:%M:%S+00:00}"
