"""Reads the settings of the product from the environment.

Every setting is one variable (`SECRET_KEY`) or, for secrets, the name of a file that holds it
(`SECRET_KEY_FILE`). A value of the wrong type stops the start with a message that names the
variable; nothing is guessed.
"""

import os
from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import EnvError, FileAwareEnv

env = FileAwareEnv()

__all__ = ["EnvError", "env", "secret_key", "wrong"]


def wrong(error: EnvError) -> ImproperlyConfigured:
    """The start-up error for a variable that cannot be read."""
    return ImproperlyConfigured(f"A setting in the environment is wrong: {error}")


def secret_key(*, var_dir: Path, one_machine: bool) -> str:
    """The key that signs sessions and links.

    An install on one machine (development, or the embedded database) makes one on first use and
    keeps it under `var_dir`, so that a restart logs nobody out and the commands work as they
    are; several machines must be given the same one.
    """
    if given := env.str("SECRET_KEY", ""):
        return given
    if not one_machine:
        raise ImproperlyConfigured(
            "Set SECRET_KEY (or SECRET_KEY_FILE) to a long random text: "
            "it signs sessions, and every web process must have the same one."
        )
    return _kept_key(var_dir / "secret-key")


def _kept_key(path: Path) -> str:
    from django.core.management.utils import get_random_secret_key

    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(get_random_secret_key())
        # Of two processes that start at once the second keeps the first one's key.
        with suppress(FileExistsError):
            path.hardlink_to(draft)
        draft.unlink()
    return path.read_text()
