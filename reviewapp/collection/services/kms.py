"""KMS: the keys that customers manage, and the names of all keys."""

import json
from collections.abc import Iterator

from ..aspects import Aspects
from ..reader import Reader
from ..registry import Item, collects
from ..tagged import TAG_ACTION, Tagged

ALIASES = "kms:ListAliases"


@collects(
    "kms.key",
    call="kms:ListKeys",
    actions=(
        "kms:DescribeKey",
        "kms:GetKeyRotationStatus",
        "kms:GetKeyPolicy",
        ALIASES,
        TAG_ACTION,
    ),
)
def keys(reader: Reader) -> Iterator[Item]:
    tagged = Tagged(reader, "kms")
    names = _names(reader)
    listed = (
        key
        for key in reader.pages("list_keys", "Keys")
        if not names.get(key["KeyId"], "").startswith("alias/aws/")
    )
    for key in reader.spread(lambda each: _customers(reader, each), listed):
        if key is None:
            continue
        identity, arn = key.data["KeyId"], key.data["KeyArn"]
        unread = key.unread | tagged.unread
        name = names.get(identity, identity)
        yield Item(arn, key.data, name=name, tags=tagged.of(arn), unread=unread)


@collects("kms.alias", call=ALIASES)
def aliases(reader: Reader) -> Iterator[Item]:
    for alias in reader.pages("list_aliases", "Aliases"):
        yield Item(alias["AliasArn"], alias, name=alias["AliasName"])


def _names(reader: Reader) -> dict[str, str]:
    """An alias of each key by its id. Keys are read without them where they are denied."""
    listing = reader.listing("list_aliases", "Aliases")
    found = [alias for alias in listing.items if "TargetKeyId" in alias]
    return {alias["TargetKeyId"]: alias["AliasName"] for alias in found}


def _customers(reader: Reader, key: dict[str, str]) -> Aspects | None:
    """The key described; None where AWS manages it or it is gone.

    A key whose own policy keeps the reader out is one of the customer's: AWS does not shut the
    account out of the keys that it manages.
    """
    more = reader.aspects(key)
    found = more.describe(
        "describe_key", "KeyMetadata", gone=("NotFoundException",), KeyId=key["KeyId"]
    )
    if found is None or more.data.get("KeyManager", "CUSTOMER") != "CUSTOMER":
        return None
    more.read(
        "Rotation",
        "get_key_rotation_status",
        # Asymmetric and HMAC keys cannot rotate, so there is no status.
        absent=("UnsupportedOperationException",),
        KeyId=key["KeyId"],
    )
    more.read("Policy", "get_key_policy", pick="Policy", KeyId=key["KeyId"], PolicyName="default")
    more.change("Policy", json.loads)
    return more
