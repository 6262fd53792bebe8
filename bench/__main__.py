"""Runs all benchmarks on servers and data of their own, in `bench` under VAR_DIR (default: var)."""

import argparse
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
WHAT = ["all", "scan", "growth", "truth", "peers", "live", "writers", "search"]
VAR = Path(os.environ.get("VAR_DIR") or ROOT / "var") / "bench"


def main() -> None:
    options = _options()
    sys.path.insert(0, str(ROOT))
    if options.what == "truth":  # pure: it needs neither servers nor data
        from bench import truth

        truth.run()
        return
    _prepare()
    if options.what in ("all", "writers", "live"):
        _people(options)
    if options.what in ("all", "search"):
        from bench import search

        search.run(entries=options.entries)
    if options.what not in ("writers", "live", "search"):
        _account(options)
    print()


def _prepare() -> None:
    shutil.rmtree(VAR, ignore_errors=True)
    os.environ.update(
        DJANGO_SETTINGS_MODULE="reviewapp.config.settings",
        DEVELOPMENT="1",
        VAR_DIR=str(VAR),
        LOG_LEVEL="ERROR",
    )
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _people(options: argparse.Namespace) -> None:
    """Many people at once, over HTTP; no account is read."""
    from bench import live, writers

    if options.what != "live":
        writers.run(changes=options.changes)
    if options.what != "writers":
        live.run(seconds=options.seconds)


def _account(options: argparse.Namespace) -> None:
    """What needs the demo's account and its scanned workload."""
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
        if options.what == "peers":
            from bench import peers

            peers.run(workload, endpoint, named=_named(options), each=options.each)
        if options.what == "growth":
            growth.run(
                endpoint,
                accounts=options.accounts,
                regions=options.regions,
                workers=options.workers,
            )


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("what", nargs="?", choices=WHAT, default="all")
    parser.add_argument("--seconds", type=int, default=60, help="how long reviewers listen")
    parser.add_argument("--changes", type=int, default=2000, help="of all writers together")
    parser.add_argument("--entries", type=int, default=100_000, help="things to search among")
    parser.add_argument("--prowler", default="", help="its executable, where not on the PATH")
    parser.add_argument("--service-screener", default="", help="its executable or main.py")
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=COMMAND")
    parser.add_argument("--each", type=int, default=105, help="of things added to the account")
    parser.add_argument("--accounts", type=int, nargs="+", default=[1, 4, 16])
    parser.add_argument("--regions", type=int, default=4)
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def _named(options: argparse.Namespace) -> dict[str, str]:
    """The peers that were named, with what was given for each."""
    known = {"prowler": options.prowler, "service-screener": options.service_screener}
    others = dict(each.partition("=")[::2] for each in options.peer)
    return {name: given for name, given in {**known, **others}.items() if given}


if __name__ == "__main__":
    main()
