"""What every page has of styles and scripts: whole, in order, and nothing forgotten."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from reviewapp.web.bundles import PARTS, make

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "static"
TEMPLATES = "\n".join(path.read_text() for path in (ROOT / "templates").rglob("*.html"))
SKELETON = (ROOT / "templates/web/skeleton.html").read_text()


@pytest.fixture(autouse=True)
def folder(settings, tmp_path) -> None:
    settings.VAR_DIR = tmp_path


@pytest.mark.parametrize("path", PARTS)
def test_a_whole_has_all_of_its_parts_in_order_and_every_page_links_it(path):
    whole = make(path).read_text()
    places = [whole.index((STATIC / part).read_text()) for part in PARTS[path]]
    assert places == sorted(places)
    assert f"{{% static '{path}' %}}" in SKELETON


def test_every_sheet_and_script_is_in_a_whole_or_linked_where_it_is_needed():
    bundled = {part for parts in PARTS.values() for part in parts}
    linked = set(re.findall(r"static '((?:js|css)/[\w-]+\.(?:js|css))'", TEMPLATES)) - set(PARTS)
    ours = {f"js/{path.name}" for path in (STATIC / "js").glob("*.js")}
    ours |= {
        f"css/{path.name}" for path in (STATIC / "css").glob("*.css") if "pdf" not in path.name
    }
    assert bundled | linked == ours
    assert not bundled & linked


@pytest.mark.parametrize("path", PARTS["js/pillars.js"])
def test_a_script_keeps_its_names_to_itself_and_does_not_run_into_the_next(path):
    code = re.sub(r"(?m)\A(?://.*\n)+", "", (STATIC / path).read_text()).strip()
    assert code.startswith("(() => {")
    assert code.endswith("})();")


def test_it_is_found_made_anew_after_a_change_and_left_alone_without_one():
    found = Path(finders.find("css/pillars.css"))
    whole, since = found.read_text(), found.stat().st_mtime_ns
    make("css/pillars.css")
    assert found.stat().st_mtime_ns == since
    found.write_text("of a version before")
    assert Path(finders.find("css/pillars.css")).read_text() == whole
    assert [path.name for path in found.parent.iterdir()] == ["pillars.css"]
    assert finders.find("css/nothing.css") is None
