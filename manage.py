#!/usr/bin/env python
"""Command line of the product: `manage.py help` lists the commands."""

import os
import sys
from pathlib import Path

INTERRUPTED = 130  # as a shell has it: 128 and the number of the signal


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewapp.config.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError as error:
        message = "Django is not installed here. Run `make setup`, then use .venv/bin/python."
        raise SystemExit(message) from error
    open_closed_streams()
    refuse_broken_text()
    try:
        execute_from_command_line(sys.argv)
    except KeyboardInterrupt:
        raise SystemExit(INTERRUPTED) from None


def open_closed_streams() -> None:
    """A caller may close what it does not want to hear; the commands write all the same."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the end
            setattr(sys, name, nowhere)


def refuse_broken_text() -> None:
    """Arguments that are not UTF-8 can be neither kept nor shown."""
    for argument in sys.argv[1:]:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise SystemExit(f"{argument!r} is not valid UTF-8 text.") from None


if __name__ == "__main__":
    main()
