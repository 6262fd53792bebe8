"""The credential report with the row of the root user, which moto leaves out."""

import base64
from datetime import UTC, datetime, timedelta
from typing import Any

ROOT_AGE_DAYS = 1650
ROOT_SEEN_DAYS = 34

XML = (
    '<GetCredentialReportResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">'
    "<GetCredentialReportResult><Content>{content}</Content><ReportFormat>text/csv</ReportFormat>"
    "<GeneratedTime>{now:%Y-%m-%dT%H:%M:%SZ}</GeneratedTime></GetCredentialReportResult>"
    "<ResponseMetadata><RequestId>demo</RequestId></ResponseMetadata>"
    "</GetCredentialReportResponse>"
)


def answer(account: str) -> str | None:
    """The report as moto's users are now; None before it was asked to make one."""
    from moto.iam.models import iam_backends

    iam: Any = iam_backends[account]["aws"]
    if not iam.credential_report:
        return None
    head, *rows = iam.get_credential_report().splitlines()
    text = "\n".join([head, _root(account, columns=head.count(",") + 1), *rows])
    return XML.format(content=base64.b64encode(text.encode()).decode(), now=datetime.now(UTC))


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
