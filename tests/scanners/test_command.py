"""`manage.py findings import`: the file's findings on standard output, mistakes in words."""

import json

import pytest
from django.core.management import CommandError, call_command

from reviewapp.scanners.models import ImportedReport

from .factories import UNKNOWN_RULE, prowler, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "prowler.csv"
    path.write_bytes(prowler(row(), row(UNKNOWN_RULE), row(status="PERHAPS")))
    return path


def run(capsys, *arguments) -> str:
    call_command("findings", "import", *map(str, arguments), "--workload", "Checkout")
    return capsys.readouterr().out


def test_the_result_is_json(capsys, file, workload):
    said = json.loads(run(capsys, file, "--organisation", "Meridian", "--json"))
    report = ImportedReport.objects.get(workload=workload)
    refused = said.pop("refused")
    assert said == {
        "id": str(report.pk),
        "tool": "prowler",
        "version": "",
        "findings": 2,
        "passed": 0,
        "failed": 2,
        "unknown": 0,
        "mapped": 1,
        "unmapped": 1,
        "notes": [],
        "counts": True,
        "outside": 0,
    }
    assert [each["place"] for each in refused] == ["line 4"]
    # The same file once more is the same import.
    assert json.loads(run(capsys, file, "--json"))["id"] == str(report.pk)


def test_or_a_sentence(capsys, file, workload):
    assert "Prowler: 2 findings, 1 of them heard by practices." in run(capsys, file)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--tool", "config"], "Choose Prowler"),
        (["--organisation", "Nobody"], "no organisation called"),
    ],
)
def test_mistakes_are_told(capsys, file, workload, arguments, words):
    with pytest.raises(CommandError, match=words):
        run(capsys, file, *arguments)


def test_a_file_that_is_not_there_is_told(capsys, file, workload):
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        run(capsys, file.with_name("other.csv"))
