"""What the small scripts do, in a real browser under the product's content security policy."""

import json

import pytest
from django.template.loader import render_to_string
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LEVELS = ("info", "success", "warning", "error")


def toasts() -> str:
    templates = "".join(
        f'<template id="toast-{level}">{render_to_string("web/_toast.html", {"level": level})}'
        "</template>"
        for level in LEVELS
    )
    return f'<div id="toasts" class="toasts" role="status"></div>{templates}'


def shown(page) -> list[str]:
    return page.locator("#toasts .toast p").all_inner_texts()


def test_the_theme_is_kept_and_comes_back(show):
    page = show(render_to_string("web/_theme_switch.html"))
    assert page.evaluate("document.documentElement.dataset.theme ?? null") is None
    page.get_by_label("Dark").check()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.get_by_label("Dark").is_checked()
    page.get_by_label("System").check()
    assert page.evaluate("document.documentElement.dataset.theme ?? null") is None


def test_a_dialog_opens_from_its_link_and_waits_for_the_words(show):
    dialog = render_to_string(
        "web/_confirm_dialog.html",
        {"id": "d", "title": "Delete?", "action": "/x", "confirm_text": "Checkout"},
    )
    page = show(f'<a href="/elsewhere" data-dialog-open="d">Delete</a>{dialog}')
    page.get_by_role("link", name="Delete").click()
    assert page.get_by_role("dialog", name="Delete?").is_visible()
    confirm = page.get_by_role("button", name="Confirm")
    assert confirm.is_disabled()
    page.get_by_label("Type Checkout to confirm").fill("Checkou")
    assert confirm.is_disabled()
    page.get_by_label("Type Checkout to confirm").fill("Checkout")
    assert confirm.is_enabled()
    page.get_by_role("button", name="Cancel").click()
    assert page.get_by_role("dialog").count() == 0
    assert page.url == "http://pillars.test/"


def test_a_fragment_brings_its_toasts_as_text(show):
    header = json.dumps({"toasts": [{"level": "success", "text": "<b>Saved</b>"}]})
    page = show(
        f'<button hx-get="/part" hx-target="#out">Go</button><p id="out"></p>{toasts()}',
        {"part": (200, {"HX-Trigger": header}, "swapped")},
    )
    page.get_by_role("button", name="Go").click()
    page.get_by_text("swapped").wait_for()
    assert shown(page) == ["<b>Saved</b>"]
    page.get_by_role("button", name="Close this message").click()
    assert shown(page) == []


@pytest.mark.parametrize("status", [409, 422])
def test_a_refused_write_is_swapped(show, status):
    body = '<input id="n" name="n" aria-label="Name" aria-invalid="true">'
    page = show(
        f'<form hx-post="/save" hx-target="#out"><button>Save</button></form>'
        f'<div id="out"></div>{toasts()}',
        {"save": (status, {}, body)},
    )
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Name").wait_for()
    assert shown(page) == []
    if status == 422:
        assert page.get_by_label("Name").evaluate("e => e === document.activeElement")


def test_a_broken_server_leaves_the_page_and_says_so(show):
    page = show(
        f'<form hx-post="/save" hx-target="#out"><input name="n" value="kept">'
        f'<button>Save</button></form><div id="out">before</div>{toasts()}',
        {"save": (500, {}, "traceback")},
    )
    page.get_by_role("button", name="Save").click()
    page.locator(".toast--error").wait_for()
    assert page.locator("#out").inner_text() == "before"
    assert page.locator("input").input_value() == "kept"
    assert shown(page) == ["The server could not do this. What you entered is still on this page."]


def test_a_write_carries_the_csrf_token_and_a_read_does_not(show):
    page = show(
        '<button hx-post="/w" hx-swap="none">Write</button>'
        '<button hx-get="/r" hx-swap="none">Read</button>',
        {"w": (200, {}, ""), "r": (200, {}, "")},
    )
    with page.expect_request("**/w") as write:
        page.get_by_role("button", name="Write").click()
    with page.expect_request("**/r") as read:
        page.get_by_role("button", name="Read").click()
    assert write.value.headers["x-csrftoken"] == "the-token"
    assert "x-csrftoken" not in read.value.headers


def test_the_focus_stays_on_a_control_without_an_id(show):
    boxes = '<label><input type="checkbox" name="c" value="{0}">{0}</label>'
    rows = boxes.format("a") + boxes.format("b")
    page = show(
        f'<form id="f" hx-post="/save" hx-trigger="change" hx-target="#f">{rows}</form>',
        {"save": (200, {}, rows + "<p>done</p>")},
    )
    page.get_by_label("b").check()
    page.get_by_text("done").wait_for()
    expect(page.get_by_label("b")).to_be_focused()  # a polled script would break the policy


def test_copying_selects_the_text_where_the_clipboard_is_refused(show):
    code = render_to_string("web/_code.html", {"id": "c", "label": "CLI", "text": "aws ec2 x"})
    page = show(code + toasts())
    page.get_by_role("button", name="Copy").click()
    page.locator(".toast").wait_for()
    assert page.evaluate("getSelection().toString()") == "aws ec2 x"
    assert shown(page) == ["The text is selected. Press Ctrl+C or ⌘C to copy it."]


def oob(body: str) -> str:
    return body.replace("<p", '<p hx-swap-oob="true"', 1)


def test_a_part_that_comes_again_as_it_stands_keeps_its_click(show):
    ways = '<p id="ways" class="ways"><a href="#next">Next</a></p>'
    page = show(
        f'<textarea aria-label="Notes" hx-post="/save" hx-swap="none"></textarea>{ways}'
        '<p id="risk">High</p>',
        {"save": (200, {}, oob(ways) + oob('<p id="risk">None</p>'))},
    )
    page.get_by_label("Notes").fill("Typed.")
    box = page.get_by_role("link", name="Next").bounding_box()
    page.mouse.move(box["x"] + 2, box["y"] + 2)
    with page.expect_response("**/save"):
        page.mouse.down()
    expect(page.locator("#risk")).to_have_text("None")
    page.mouse.up()
    expect(page).to_have_url("http://pillars.test/#next")


def test_a_part_that_differs_and_a_control_are_taken(show):
    tick = '<p id="tick"><input type="checkbox" aria-label="In place"></p>'
    content = '<div hx-swap-oob="innerHTML:#state">Saved</div>'
    page = show(
        f'<button hx-post="/save" hx-swap="none">Save</button>{tick}<p id="state">Idle</p>',
        {"save": (200, {}, oob(tick) + content)},
    )
    page.get_by_label("In place").check()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#state")).to_have_text("Saved")
    expect(page.get_by_label("In place")).not_to_be_checked()
