"""axe-core and the width of a page: on a desk in daylight, on a phone in the dark, loaded once."""

from collections.abc import Iterator

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

View = tuple[str, dict[str, int]]
DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
# Of what axe would load anew before it looks, no rule that is asked reads the style sheets.
OPTIONS = {"resultTypes": ["violations"], "preload": {"assets": ["media"]}}
# Dark differs from light in its colours alone, a phone from a desk in all but them: two views show
# all four.
VIEWS: tuple[View, ...] = (("light", DESK), ("dark", PHONE))
# Texts of the same colour, size and weight on the same backgrounds have the same contrast. axe would
# work it out for each of the hundreds of rows of a list, which took most of its time: it gets the
# first three of each kind, with all that is in them. What axe passes over does not stand for what
# it looks at. One run of axe looks at them for their contrast, and at everything for all else.
KINDS_OF_TEXT = """
window.kindsOfText = () => {
  const grounds = new Map([[null, ""]]);
  const ground = (element) => {
    if (!grounds.has(element)) {
      const style = getComputedStyle(element);
      const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.position,
        style.filter, style.mixBlendMode, element.matches(PASSED_OVER)].join();
      const above = ground(element.parentElement);
      grounds.set(element, above.endsWith("|" + own) ? above : above + "|" + own);
    }
    return grounds.get(element);
  };
  const PASSED_OVER = ":disabled, [aria-disabled=true], [aria-hidden=true], [inert], [hidden]";
  const kinds = new Map();
  for (const element of document.body.querySelectorAll("*")) {
    const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
    const typed = typeof element.value === "string" ? element.value : "";
    const text = (typed || texts.map((node) => node.data).join("")).trim();
    if ((!text && !element.placeholder) || !element.checkVisibility()) continue;
    const style = getComputedStyle(element);
    const off = element.closest("label")?.control?.disabled;
    const kind = [style.color, style.fontSize, style.fontWeight, style.textShadow, off,
      text.length === 1, ground(element)].join();
    kinds.set(kind, [...(kinds.get(kind) ?? []), element]);
  }
  return [...kinds.values()].flatMap((alike) => alike.slice(0, 3));
};
"""
CONTRAST_OF_KINDS = """
{
  const rule = axe._audit.rules.find((each) => each.id === "color-contrast");
  const matches = rule.matches;
  rule.matches = (node, ...more) => contrastOf.has(node) && matches.call(rule, node, ...more);
}
null;  // else what was said last, a function, would be called
"""
VIOLATIONS = """async options => {
  window.contrastOf = new Set(kindsOfText().flatMap((kind) => [kind, ...kind.querySelectorAll("*")]));
  return (await axe.run(document, options)).violations;
}"""
# Chromium leaves some elements in the colours of the theme before where size and theme change
# at once; what was not drawn gets all of its style anew.
DRAWN_ANEW = """() => {
  document.body.hidden = true;
  document.body.getBoundingClientRect();
  document.body.hidden = false;
}"""
TOO_WIDE = (
    "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"
    " ? ['scrolls sideways'] : []"
)


def look(page: Page, *addresses: str) -> list[str]:
    """What is wrong with pages, view by view; empty where nothing is.

    Each is loaded in the view in which the one before was left: to turn back would lay it out for
    nobody. At the end the page is on a desk in daylight again.
    """
    views, found = VIEWS, []
    try:
        for address in addresses:
            _open(page, address)
            found += [f"{address}: {text}" for text in _look_at(page, views)]
            views = views[::-1]
    finally:
        _turn(page, *VIEWS[0])
    return found


def violations(page: Page) -> list[str]:
    """What is wrong with the page as it stands; leaves it as it was, on a desk in daylight."""
    try:
        return _look_at(page, VIEWS)
    finally:
        _turn(page, *VIEWS[0])


def _open(page: Page, address: str) -> None:
    response = page.goto(address)
    assert response is not None
    assert response.status == 200, f"{address}: {response.status}"


def _look_at(page: Page, views: tuple[View, ...]) -> list[str]:
    page.evaluate(AXE_SCRIPT + KINDS_OF_TEXT + CONTRAST_OF_KINDS)
    return [text for view in views for text in _look(page, *view)]


def _look(page: Page, theme: str, size: dict[str, int]) -> Iterator[str]:
    _turn(page, theme, size)
    where = f"{theme} {size['width']} px"
    for told in page.evaluate(VIOLATIONS, OPTIONS):
        targets = ", ".join(" ".join(node["target"]) for node in told["nodes"][:3])
        yield f"{where}: {told['id']}: {told['help']} ({targets})"
    yield from (f"{where}: {text}" for text in page.evaluate(TOO_WIDE))


def _turn(page: Page, theme: str, size: dict[str, int]) -> None:
    # With motion, a button would be caught between the colours of two themes.
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size(size)
    page.evaluate(DRAWN_ANEW)
