"""The scope's page: read, tried out, saved, refused."""

import pytest
from django.urls import reverse

from pillars.scope import Scope
from reviewapp.workloads.domain.scope import change_scope, scope_of
from tests.factories import ACCOUNT
from tests.inventory.facts import instance, run_with

pytestmark = pytest.mark.django_db


def address(workload, name="scope"):
    return reverse(f"inventory:{name}", kwargs={"workload_id": workload.pk})


def sent(**changed):
    return {"read_version": "0", "owner_keys": "Owner", **changed}


def test_saving_keeps_the_scope_as_it_was_meant(editor, workload):
    answer = editor.post(
        address(workload),
        sent(tags=" app=shop AND(env=prod) ", stacks="shop\nshop", accounts=ACCOUNT),
    )
    assert answer.status_code == 302
    kept = scope_of(workload)
    assert kept.scope == Scope(accounts=(ACCOUNT,), tags="app=shop and env=prod", stacks=("shop",))
    assert (kept.version, kept.owner_keys, kept.changed_by) == (1, ["Owner"], editor.user)


@pytest.mark.parametrize(
    ("field", "text", "message"),
    [
        ("tags", "app=shop and (env", "This bracket is never closed. Sign 14: app=shop and ▸(env"),
        ("stacks", "no_such/name", "“no_such/name” is neither the name nor the ARN of a stack."),
        ("accounts", "999988887777", "999988887777: not among the workload’s accounts."),
        ("regions", "eu-west-99", "AWS has no region “eu-west-99”."),
    ],
)
def test_a_mistake_is_told_beside_its_field_and_nothing_is_lost(
    editor, workload, field, text, message
):
    answer = editor.post(address(workload), sent(**{field: text, "groups": "kept"}))
    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.errors[field][0].startswith(message)
    assert form["groups"].value() == "kept"
    assert scope_of(workload).version == 0


def test_a_stale_save_shows_both_and_keeps_the_text(editor, workload):
    change_scope(workload=workload, read_version=0, scope=Scope(tags="theirs"), owner_keys=[])
    answer = editor.post(address(workload), sent(tags="mine"))
    assert answer.status_code == 409
    assert ("Tags", "theirs", "mine") in answer.context["differing"]
    assert 'value="1"' in str(answer.context["form"]["read_version"])
    again = editor.post(address(workload), sent(tags="mine", read_version="1"))
    assert again.status_code == 302
    assert scope_of(workload).scope.tags == "mine"


@pytest.mark.parametrize("way", ["button", "htmx"])
def test_trying_shows_what_would_be_in_scope_and_saves_nothing(editor, workload, way):
    run_with(workload, instance("i-1", app="shop"), instance("i-2"), instance("i-3"))
    if way == "button":
        answer = editor.post(address(workload), sent(tags="app=shop", **{"try": "1"}))
    else:
        answer = editor.post(address(workload, "scope_preview"), sent(tags="app=shop"))
    text = " ".join(answer.content.decode().split())
    assert "Of the last scan’s <strong>3</strong> resources <strong>1</strong> are in scope" in text
    assert answer.context["preview"].outside == 2
    assert scope_of(workload).version == 0


def test_a_viewer_reads_the_scope_and_has_no_form(viewer, workload):
    change_scope(workload=workload, read_version=0, scope=Scope(tags="app=shop"), owner_keys=[])
    text = viewer.get(address(workload)).content.decode()
    assert "app=shop" in text
    assert 'name="tags"' not in text
