"""The documents of the built-in lenses: a file each, or a folder with a file per pillar."""

import json
from pathlib import Path

from tests.pillars.lens_builders import Document

FOLDER = Path(__file__).parents[2] / "pillars" / "lenses"


def names() -> list[str]:
    files = {path.stem for path in FOLDER.glob("*.json")}
    return sorted(files | {path.parent.name for path in FOLDER.glob("*/lens.json")})


def document(name: str) -> Document:
    file = FOLDER / f"{name}.json"
    if file.exists():
        return json.loads(file.read_text(encoding="utf-8"))
    folder = FOLDER / name
    found = json.loads((folder / "lens.json").read_text(encoding="utf-8"))
    pillars = [folder / f"{pillar}.json" for pillar in found["pillars"]]
    return found | {"pillars": [json.loads(path.read_text(encoding="utf-8")) for path in pillars]}
