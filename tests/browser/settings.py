"""The settings of the product that a browser is driven against: as they are, but for one cost.

A password is hashed a million times, on purpose; with that, signing in took longer than the page.
"""

from reviewapp.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
