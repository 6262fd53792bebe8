"""Risk per practice in the browser: fifteen choices by keyboard, an own level and what it moves."""

import json
import re
from itertools import count

import pytest
from playwright.sync_api import Page, expect

from tests.reviews.factories import choice, small_lens

from .conftest import Product

pytestmark = pytest.mark.browser

FIFTEEN = [f"practice_{number}" for number in range(1, 15)]
LENS = "Fifteen choices"
_numbers = count(1)
# Nothing of the practice with the focus lies under the sticky foot, or outside of the window.
UNCOVERED = """() => {
  const row = document.activeElement.closest(".practice").getBoundingClientRect();
  const foot = document.querySelector(".question__foot").getBoundingClientRect();
  return row.top >= 0 && row.bottom <= foot.top;
}"""


def fifteen() -> dict:
    """One question of fourteen levelled practices and “none of these”: as many as AWS takes."""
    levels = ["HIGH", "MEDIUM", *["LOW"] * 12]
    question = {
        "id": "many",
        "title": "What of all this is there?",
        "description": "",
        "choices": [
            *(
                choice(name, practice=f"MANY-{at}", riskIfAbsent=level)
                for at, (name, level) in enumerate(zip(FIFTEEN, levels, strict=True), start=1)
            ),
            {"id": "many_no", "title": "None of these"},
        ],
        "riskRules": [
            {"condition": "practice_1 && practice_2", "risk": "NO_RISK"},
            {"condition": "practice_1", "risk": "MEDIUM_RISK"},
            {"condition": "default", "risk": "HIGH_RISK"},
        ],
    }
    document = small_lens(name=LENS)
    document["pillars"] = [{"id": "one", "name": "One", "questions": [question]}]
    return document


@pytest.fixture
def workload(product: Product, tmp_path) -> str:
    """The address of a new workload that is reviewed with that lens."""
    from reviewapp.demo.people import ORGANISATION

    file = tmp_path / "fifteen.json"
    file.write_text(json.dumps(fifteen()), "utf-8")
    product.manage("lens", "import", str(file), "--organisation", ORGANISATION)
    name = f"Levels {next(_numbers)}"
    product.manage(
        *("workload", "create", "--name", name, "--description", "For the tests of levels."),
        *("--environment", "PRODUCTION", "--account", "123456789012", "--region", "us-east-1"),
        *("--lens", "fifteen-choices"),
    )
    key = product.shell(
        "from reviewapp.workloads.models import Workload;"
        f"print(Workload.objects.get(name={name!r}).pk)"
    )
    return f"/workloads/{key}/"


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def ticked(page: Page) -> list[str]:
    return page.locator("[name=selected]:checked").evaluate_all("all => all.map(a => a.value)")


def test_every_choice_of_fifteen_is_reached_and_ticked_by_keys(demo: Page, workload: str) -> None:
    demo.goto(f"{workload}review/fifteen-choices/many/")
    press(demo, "1", "9", "0")
    assert ticked(demo) == ["practice_1", "practice_9", "practice_10"]
    expect(demo.locator("#side-2 .level--missing")).to_have_text("Missing: medium risk")

    demo.evaluate("document.activeElement.blur()")
    press(demo, "d", *["d"] * 13, "Space")
    assert demo.evaluate("document.activeElement.id") == "tick-14"
    assert ticked(demo)[-1] == "practice_14"
    press(demo, "u", "Space")
    assert ticked(demo)[-2:] == ["practice_13", "practice_14"]
    demo.wait_for_function(UNCOVERED)

    press(demo, "x")
    assert ticked(demo) == ["many_no"]
    expect(demo.locator(".level--missing")).to_have_count(14)


def test_an_own_level_moves_the_risk_without_a_new_answer(demo: Page, workload: str) -> None:
    question = f"{workload}review/fifteen-choices/many/"
    demo.goto(question)
    demo.locator("#tick-2").check()
    expect(demo.locator("#risk-now .risk").first).to_have_text("High risk")
    version = demo.locator("#answer-version").input_value()

    demo.goto("/lenses/levels/MANY-1/")
    demo.get_by_label("Low risk").check()
    demo.get_by_label("Reason").fill("Ours")
    demo.get_by_role("button", name="Set the level").click()
    expect(demo.get_by_text("10 to 500 characters; this has 4")).to_be_visible()
    demo.get_by_label("Reason").fill("The platform does it for every workload.")
    demo.get_by_role("button", name="Set the level").click()
    expect(demo.get_by_text("All reviews were judged with these levels")).to_be_visible()

    demo.goto(question)
    expect(demo.locator("#risk-now .risk").first).to_have_text("No risk identified")
    expect(demo.locator("#choice-1")).to_contain_text("Own level: low, published high.")
    expect(demo.locator("#answer-version")).to_have_value(version)
    demo.goto(f"{workload}practices/fifteen-choices/?state=missing&level=LOW")
    expect(demo.get_by_text(re.compile("13 practices"))).to_be_visible()
