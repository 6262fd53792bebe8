"""Finds the names of variables that hold a credential, so that only the names are kept.

A name or a value may give it away; a reference to where a secret is kept is not one.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

_SECRET_NAME = re.compile(
    r"PASSWORD(?!LESS)|PASSWD|PASSPHRASE|SECRET(?!AR)|TOKEN(?!I[SZ])|CREDENTIAL|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY"
    r"|SIGNING_?KEY|ENCRYPTION_?KEY|AUTH_?KEY|ACCOUNT_?KEY|(?:^|_)(?:PWD|PASS|PSK)(?:_|$)"
)

# The name says that the value tells about a secret, and is none: where it lies, how long it lives.
_ABOUT_A_SECRET = re.compile(
    r"^(?:MAX|MIN|NUM)_"
    r"|_(?:ARN|REF|SSM|NAME|PARAM|PARAMETER|PATH|FILE|DIR|BUCKET|TABLE|REGION|URL|URI|ENDPOINT|HOST"
    r"|ISSUER|AUDIENCE|VERSION|TYPE|HEADER|FIELD|PREFIX|ENABLED|REQUIRED|POLICY"
    r"|TTL|EXPIRY|EXPIRATION|EXPIRES|EXPIRES_IN|TIMEOUT|SECONDS|MINUTES|HOURS|DAYS"
    r"|LENGTH|LIMIT|COUNT|SIZE|MAX|MIN)$"
)

_SECRET_VALUE = re.compile(
    r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"  # AWS access key ids: long-lived, temporary
    r"|-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----"
    r"|\bgh[pousr]_[A-Za-z0-9]{36,}"  # GitHub
    r"|\bgithub_pat_[A-Za-z0-9_]{22,}"
    r"|\bxox[abeprs]-[A-Za-z0-9-]{10,}"  # Slack
    r"|\bsk_live_[A-Za-z0-9]{16,}"  # Stripe
    r"|\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}"  # a signed JSON web token
    r"|(?i:\b(?:password|pwd|accountkey|sharedaccesskey)=[^;\s{$]{4,})"  # connection strings
    r"|\b[a-z][a-z0-9+.-]*://[^\s/:@]*:(?![{$<])[^\s/@]+@"  # scheme://user:password@host
)

_REFERENCE = re.compile(
    r"\{\{resolve:"  # CloudFormation's dynamic references
    r"|^arn:aws[\w-]*:"
    r"|^\$\{[^}]*\}$|^\$\([^)]*\)$|^<[^>]*>$"  # a place holder that something else fills
    r"|^(?:/[a-z][a-z0-9_.-]*){2,}$"  # the name of a parameter: /shop/database/password
)

_NOTHING = frozenset({"", "true", "false", "yes", "no", "on", "off", "none", "null"})


def secret_like_names(mapping: Mapping[str, Any]) -> list[str]:
    """The names, sorted, whose own words or whose value look like a credential.

    Args:
        mapping: variable names to values; only text is judged by its value.
    """
    return sorted(name for name, value in mapping.items() if is_secret_like(name, value))


def is_secret_like(name: str, value: Any) -> bool:
    text = "" if value is None else str(value).strip()
    if text.lower() in _NOTHING or _REFERENCE.search(text):
        return False
    return bool(_SECRET_VALUE.search(text)) or _names_a_secret(name)


def pairs(variables: Iterable[Mapping[str, Any]] | None) -> dict[str, Any]:
    """Variables as a mapping, from a list of `{name, value}` in either case."""
    lower = [{key.lower(): value for key, value in each.items()} for each in variables or ()]
    return {str(each.get("name")): each.get("value") for each in lower}


def _names_a_secret(name: str) -> bool:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+", "_", name).upper()
    return bool(_SECRET_NAME.search(words)) and not _ABOUT_A_SECRET.search(words)
