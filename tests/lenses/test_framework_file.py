"""The framework lens as a file: larger than AWS's tool takes, and still taken by ours."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from reviewapp.lenses.domain.builtin import builtin_document
from reviewapp.lenses.models import LensVersion

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("lens", *arguments, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_the_exported_framework_lens_is_valid_and_imported_equal(organisation, tmp_path):
    path = tmp_path / "framework.json"
    path.write_text(run("export", "framework"), encoding="utf-8")

    said = json.loads(run("validate", str(path), "--json"))
    assert said["errors"] == []
    assert said["warnings"][0]["code"] == "too-large-for-aws"

    done = json.loads(run("import", str(path), "--organisation", organisation.name, "--json"))
    assert [done[key] for key in ("pillars", "questions", "choices")] == [6, 57, 364]
    version = LensVersion.objects.get(lens__alias=done["id"], lens__organisation=organisation)
    assert version.document == builtin_document("framework")
    assert run("export", done["id"], "--organisation", organisation.name) == path.read_text()
