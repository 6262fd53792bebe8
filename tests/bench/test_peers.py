"""Other scanners in the bench: found or said to be missing, and measured as processes."""

import sys

from bench.peers import commands, measured

BUSY = "import sys; sum(range(2_000_000)); kept = bytearray(60 << 20); sys.exit(3)"


def test_who_is_not_here_is_said_to_be_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    found = commands({"again": "scan WORKLOAD 'a b'"}, workload="7")
    assert found == {
        "Prowler, every check": None,
        "Prowler, security framework": None,
        "Prowler, reliability framework": None,
        "Service Screener": None,
        "again": ["scan", "7", "a b"],
    }


def test_who_is_named_is_asked_for_the_recorded_regions(tmp_path):
    main = tmp_path / "main.py"
    main.touch()
    found = commands({"prowler": sys.executable, "service-screener": str(main)})
    regions = ["--region", "us-east-1", "eu-west-1"]
    prowler = found["Prowler, security framework"]
    assert prowler[:2] == [sys.executable, "aws"]
    assert prowler[prowler.index("--region") :][:3] == regions
    assert found["Service Screener"] == [
        *(sys.executable, str(main)),
        *("--regions", "us-east-1,eu-west-1"),
    ]


def test_a_process_is_measured_with_how_it_ended():
    idle = measured([sys.executable, "-c", ""])
    busy = measured([sys.executable, "-c", BUSY])
    assert (idle.status, busy.status) == (0, 3)
    assert busy.cpu > idle.cpu > 0
    assert busy.wall > 0
    assert busy.memory - idle.memory > 40
