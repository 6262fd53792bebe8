"""The product's settings, on servers of the tests' own and with a cheap password hash."""

import os
from pathlib import Path

os.environ.setdefault("DEVELOPMENT", "1")
os.environ.setdefault("VAR_DIR", str(Path(__file__).resolve().parents[1] / "var" / "test"))

from reviewapp.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
