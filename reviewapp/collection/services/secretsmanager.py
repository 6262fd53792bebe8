"""Secrets Manager: which secrets there are and how they rotate; never what they hold."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects
from ..tags import tag_map


@collects("secretsmanager.secret", call="secretsmanager:ListSecrets")
def secrets(reader: Reader) -> Iterator[Item]:
    for secret in reader.pages("list_secrets", "SecretList"):
        tags = tag_map(secret.get("Tags"))
        yield Item(secret["ARN"], secret, name=secret["Name"], tags=tags)
