"""Keeps secrets in the database unreadable for whoever reads only the database.

The key is derived from SECRET_KEY (HKDF with SHA-256, RFC 5869) and used with Fernet. After a
change of SECRET_KEY the former one in SECRET_KEY_FALLBACKS still opens what it sealed.
"""

from base64 import urlsafe_b64encode
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"reviewapp.signin.sealing"


class Unreadable(Exception):
    """Sealed with a key that this server does not have, or damaged."""


def seal(text: str) -> str:
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises Unreadable."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


def _keys() -> MultiFernet:
    return _keys_of(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@cache
def _keys_of(*secrets: str) -> MultiFernet:
    return MultiFernet([_key_of(secret) for secret in secrets])


def _key_of(secret: str) -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE).derive(secret.encode())
    return Fernet(urlsafe_b64encode(derived))
