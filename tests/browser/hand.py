"""The product's commands in one process that stays: a process for each would load Django anew.

Reads a JSON list of arguments per line; answers each with a JSON object on a line.
"""

import io
import json
import sys
import traceback
from contextlib import redirect_stderr, redirect_stdout
from typing import Any


def main() -> None:
    import django

    django.setup()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(done(json.loads(line))) + "\n")
        sys.stdout.flush()


def done(arguments: list[str]) -> dict[str, Any]:
    from django.core.management import execute_from_command_line
    from django.db import connections

    out, err, code = io.StringIO(), io.StringIO(), 0
    with redirect_stdout(out), redirect_stderr(err):
        try:
            execute_from_command_line(["manage.py", *arguments])
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 1
        except Exception:  # noqa: BLE001 - told to whoever asked
            traceback.print_exc()
            code = 1
        finally:
            connections.close_all()
    return {"code": code, "stdout": out.getvalue(), "stderr": err.getvalue()}


if __name__ == "__main__":
    main()
