"""Reads the settings of the product from the environment.

Every setting is one variable (`SECRET_KEY`) or, for secrets, the name of a file that holds it
(`SECRET_KEY_FILE`). A value of the wrong type stops the start with a message that names the
variable; nothing is guessed.
"""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environs import EnvError, FileAwareEnv

env = FileAwareEnv()

__all__ = ["EnvError", "env", "secret_key", "wrong"]


def wrong(error: EnvError) -> ImproperlyConfigured:
    """The start-up error for a variable that cannot be read."""
    return ImproperlyConfigured(f"A setting in the environment is wrong: {error}")


def secret_key(*, var_dir: Path, development: bool) -> str:
    """The key that signs sessions and links.

    In development one is made on first use and kept under `var_dir`, so that a restart does not
    log everybody out; anywhere else `SECRET_KEY` or `SECRET_KEY_FILE` is required.
    """
    if given := env.str("SECRET_KEY", ""):
        return given
    if not development:
        raise ImproperlyConfigured(
            "Set SECRET_KEY (or SECRET_KEY_FILE) to a long random text: "
            "it signs sessions, and every web process must have the same one."
        )
    return _kept_key(var_dir / "secret-key")


def _kept_key(path: Path) -> str:
    from django.core.management.utils import get_random_secret_key

    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("x") as file:
            file.write(get_random_secret_key())
        path.chmod(0o600)
    except FileExistsError:
        pass
    return path.read_text()
