"""Tokens that are shown or mailed once; of each only the digest is kept."""

import hashlib
import secrets

_BYTES = 32


def new_token() -> tuple[str, str]:
    """A token that nobody guesses, and its digest."""
    token = secrets.token_urlsafe(_BYTES)
    return token, digest_of(token)


def digest_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
