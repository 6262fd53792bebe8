"""KMS keys: two that rotate, two that nobody thought of again."""

from . import MAIN, SECOND
from .clients import Account
from .tags import Tags, platform, shop


def build_keys(account: Account) -> dict[str, str]:
    """Key ARNs by alias without its prefix."""
    return {
        "shop-data": _key(account, MAIN, "shop-data", shop("shop"), rotated=True),
        "backups": _key(account, MAIN, "backups", platform("backup"), rotated=True),
        "legacy-orders": _key(account, MAIN, "legacy-orders", {}, rotated=False),
        "us-data": _key(account, SECOND, "us-data", {}, rotated=False),
    }


def _key(account: Account, region: str, name: str, values: Tags, *, rotated: bool) -> str:
    kms = account.client("kms", region)
    tags = [{"TagKey": key, "TagValue": value} for key, value in values.items()]
    made = kms.create_key(Description=f"Larkspur {name}", Tags=tags)["KeyMetadata"]
    kms.create_alias(AliasName=f"alias/{name}", TargetKeyId=made["KeyId"])
    if rotated:
        kms.enable_key_rotation(KeyId=made["KeyId"])
    arn: str = made["Arn"]
    return arn
