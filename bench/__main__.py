"""Runs all benchmarks on servers and data of their own, in `bench` under VAR_DIR (default: var)."""

import argparse
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var") / "bench"


def main() -> None:
    options = _options()
    if options.what == "truth":  # pure: it needs neither servers nor data
        sys.path.insert(0, str(ROOT))
        from bench import truth

        truth.run()
        return
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
        from bench import growth, pages, report, scan

        if options.what in ("all", "scan"):
            scan.run(workload, endpoint)
        if options.what == "all":
            from bench import truth

            report.run(workload)
            pages.run(workload, user)
            truth.run()
        if options.what == "growth":
            growth.run(
                endpoint,
                accounts=options.accounts,
                regions=options.regions,
                workers=options.workers,
            )
    print()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument(
        "what", nargs="?", choices=["all", "scan", "growth", "truth"], default="all"
    )
    parser.add_argument("--accounts", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--regions", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    main()
