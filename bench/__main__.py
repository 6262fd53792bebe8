"""Runs all benchmarks on servers and data of their own under var/bench."""

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAR = ROOT / "var" / "bench"


def main() -> None:
    shutil.rmtree(VAR, ignore_errors=True)
    os.environ.update(
        DJANGO_SETTINGS_MODULE="reviewapp.config.settings",
        DEVELOPMENT="1",
        VAR_DIR=str(VAR),
        LOG_LEVEL="ERROR",
    )
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from bench.demo import demo_workload

    with demo_workload() as (workload, user, endpoint):
        from bench import pages, report, scan

        scan.run(workload, endpoint)
        report.run(workload)
        pages.run(workload, user)
    print()


if __name__ == "__main__":
    main()
