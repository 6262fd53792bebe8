"""Secrets Manager: secrets, how they rotate, and whom they let in; never what they hold."""

import json
from collections.abc import Iterator
from typing import Any

from ..reader import Reader
from ..registry import Item, collects
from ..tags import tag_map


@collects(
    "secretsmanager.secret",
    call="secretsmanager:ListSecrets",
    actions=("secretsmanager:GetResourcePolicy",),
)
def secrets(reader: Reader) -> Iterator[Item]:
    found = reader.pages("list_secrets", "SecretList")
    yield from reader.spread(lambda secret: _secret(reader, secret), found)


def _secret(reader: Reader, secret: dict[str, Any]) -> Item:
    more = reader.aspects(secret)
    # Absent also where the secret went since it was listed.
    gone = ("ResourceNotFoundException",)
    more.read(
        "Policy", "get_resource_policy", pick="ResourcePolicy", absent=gone, SecretId=secret["ARN"]
    )
    more.change("Policy", json.loads)
    tags = tag_map(secret.get("Tags"))
    return Item(secret["ARN"], more.data, name=secret["Name"], tags=tags, unread=more.unread)
