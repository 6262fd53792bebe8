"""What an authenticator app shows (RFC 6238 with the usual 30 seconds and 6 digits)."""

import hmac
import time
from base64 import b32decode

STEP = 30


def code_of(secret: str) -> str:
    counter = (int(time.time()) // STEP).to_bytes(8, "big")
    digest = hmac.digest(b32decode(secret), counter, "sha1")
    start = digest[-1] & 15
    value = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{value % 1_000_000:06}"
