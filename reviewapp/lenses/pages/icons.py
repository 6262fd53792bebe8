"""The icon of a pillar."""

from pillars.lens.model import Pillar

ICONS = {
    "operationalexcellence": "pillar-operational-excellence",
    "security": "pillar-security",
    "reliability": "pillar-reliability",
    "performance": "pillar-performance-efficiency",
    "performanceefficiency": "pillar-performance-efficiency",
    "costoptimization": "pillar-cost-optimization",
    "sustainability": "pillar-sustainability",
}


def icon_of(pillar: Pillar) -> str:
    return icon_named(pillar.id, pillar.name)


def icon_named(*names: str) -> str:
    """The icon of a framework pillar, by its id or name; a lens of its own has a general one."""
    found = (ICONS.get("".join(name.split()).lower()) for name in names)
    return next((icon for icon in found if icon), "lens")
