"""What the hashes of the log are made of. The database's trigger makes the links by this form.

digest = SHA-256 of the canonical JSON of everything an entry says
hash   = SHA-256 of "audit entry|organisation|number|hash before|digest"
The hash before the first entry is SHA-256 of "audit chain|organisation".
"""

import hashlib
import json
from datetime import UTC
from uuid import UUID

from ..models import Entry

SAID = (
    "action",
    "by_id",
    "by_name",
    "by_mail",
    "subject",
    "workload_name",
    "before",
    "after",
    "why",
    "channel",
    "address",
    "agent",
)


def seed_of(organisation_id: UUID) -> str:
    return _sha256(f"audit chain|{organisation_id}")


def digest_of(entry: Entry) -> str:
    said = {name: getattr(entry, name) for name in SAID} | {
        "organisation": str(entry.organisation_id),
        "workload": str(entry.workload_id) if entry.workload_id else None,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    return _sha256(json.dumps(said, sort_keys=True, separators=(",", ":")))


def link_of(organisation_id: UUID, number: int, previous: str, digest: str) -> str:
    return _sha256(f"audit entry|{organisation_id}|{number}|{previous}|{digest}")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
