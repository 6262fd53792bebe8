"""The product's settings, on servers of the tests' own and with a cheap password hash."""

import os
from pathlib import Path

os.environ.setdefault("DEVELOPMENT", "1")
os.environ.setdefault("VAR_DIR", str(Path(__file__).resolve().parents[1] / "var" / "test"))

# Playwright keeps an event loop in the process of the tests; Django would take it for its own.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# No test may reach a real account with the credentials of whoever runs it.
for _name in [name for name in os.environ if name.startswith("AWS_") and name != "AWS_CA_BUNDLE"]:
    del os.environ[_name]
os.environ |= {
    "AWS_EC2_METADATA_DISABLED": "true",
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}

from reviewapp.config.settings import *  # noqa: E402, F403

Path(STATIC_ROOT).mkdir(parents=True, exist_ok=True)  # noqa: F405 - else every client warns
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Between tests that commit, Django empties all tables; the audit log lets nobody else do so.
# And nothing that tests write has to survive a power cut: no commit waits for the disk.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = (  # noqa: F405
    "-c audit.truncating=on -c synchronous_commit=off"
)
