"""WCAG 2.2 contrast of the colour tokens, in both themes (success criteria 1.4.3 and 1.4.11)."""

import re
from itertools import product
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[2] / "static/css/tokens.css"
PAIR = re.compile(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)")
THEMES = ("light", "dark")

GROUNDS = ("paper", "surface", "sunken", "raised", "hover")
TEXTS = ("ink", "ink-muted", "ink-faint", "accent", "accent-strong", "high", "medium", "none")
MARKS = ("high-solid", "medium-solid", "none-solid", "neutral-solid", "line-strong", "focus")

READ = [
    *product(TEXTS, GROUNDS),
    ("high", "high-soft"),
    ("medium", "medium-soft"),
    ("none", "none-soft"),
    ("neutral", "neutral-soft"),
    ("ink-muted", "neutral-soft"),
    ("ink-faint", "neutral-soft"),
    ("accent-strong", "accent-soft"),
    ("accent", "accent-soft"),
    ("ink", "mark"),
    ("ink", "selection"),
    *product(("ink", "ink-muted"), ("accent-soft", "high-soft", "medium-soft", "none-soft")),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-danger", "danger-solid"),
    ("on-danger", "high"),
    ("on-danger", "high-solid"),
    *product(("bar-ink", "bar-muted"), ("bar", "bar-hover")),
]
SEEN = [
    *product(MARKS, ("paper", "surface", "raised", "hover", "accent-soft")),
    ("high-solid", "high-soft"),
    ("medium-solid", "medium-soft"),
    ("none-solid", "none-soft"),
    ("neutral-solid", "neutral-soft"),
]


def colours(theme: str) -> dict[str, str]:
    side = THEMES.index(theme)
    return {name: pair[side] for name, *pair in PAIR.findall(TOKENS.read_text())}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def too_faint(pairs: list[tuple[str, str]], theme: str, least: float) -> list[str]:
    values = colours(theme)
    ratios = {pair: contrast(values[pair[0]], values[pair[1]]) for pair in pairs}
    return [f"{a} on {b}: {r:.2f}" for (a, b), r in ratios.items() if r < least]


def test_formula_gives_the_known_extremes():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
def test_text_can_be_read(theme):
    assert too_faint(READ, theme, 4.5) == []


@pytest.mark.parametrize("theme", THEMES)
def test_marks_borders_and_focus_can_be_seen(theme):
    assert too_faint(SEEN, theme, 3) == []
