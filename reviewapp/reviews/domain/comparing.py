"""What changed between two review documents: risks, levels, suggestions, findings, answers."""

from collections.abc import Iterator, Mapping
from typing import Any

JSON = dict[str, Any]
Place = tuple[str, str]


def compare_documents(before: Mapping[str, Any], after: Mapping[str, Any]) -> JSON:
    """The changes from one document of `reviewapp.reviews.document` to a later one.

    Returns:
        {"totals": {"before", "after"},
         "risks": [{"lens", "pillar", "question", "title", "before", "after", "because"}],
         "levels": [{"lens", "question", "choice", "title", "practice", "before", "after",
           "reason"}],
         "suggestions": [{"lens", "question", "choice", "title", "practice", "before", "after",
           "because"}],
         "findings": {"new": [{"check", "title", "resource", "name", "account", "region",
           "reason"}], "gone": [the same], "cut": whether a list of findings was cut short},
         "answers": [{"lens", "question", "title", "ticked", "unticked", "notes_changed",
           "not_applicable": {"before", "after"} or null}],
         "questions": {"added": [{"lens", "question", "title"}], "removed": [the same]}}
    """
    old, new = dict(_questions(before)), dict(_questions(after))
    both = [(old[place], new[place]) for place in new if place in old]
    return {
        "totals": {"before": before["totals"], "after": after["totals"]},
        "risks": [change for pair in both for change in _risk(*pair)],
        "levels": [change for pair in both for change in _levels(*pair)],
        "suggestions": [change for pair in both for change in _suggestions(*pair)],
        "findings": _findings(before, after),
        "answers": [change for pair in both for change in _answer(*pair)],
        "questions": {
            "added": [_named(new[place]) for place in new if place not in old],
            "removed": [_named(old[place]) for place in old if place not in new],
        },
    }


def _questions(document: Mapping[str, Any]) -> Iterator[tuple[Place, JSON]]:
    for lens in document["lenses"]:
        for pillar in lens["pillars"]:
            for question in pillar["questions"]:
                place = {"lens": lens["alias"], "pillar": pillar["name"]}
                yield (lens["alias"], question["id"]), {**question, **place}


def _named(question: JSON) -> JSON:
    return {"lens": question["lens"], "question": question["id"], "title": question["title"]}


def _risk(old: JSON, new: JSON) -> Iterator[JSON]:
    if old["risk"] != new["risk"]:
        change = {"before": old["risk"], "after": new["risk"], "because": new["because"]}
        yield {**_named(new), "pillar": new["pillar"], **change}


def _choices(old: JSON, new: JSON) -> Iterator[tuple[JSON, JSON]]:
    known = {choice["id"]: choice for choice in old["choices"]}
    return ((known[each["id"]], each) for each in new["choices"] if each["id"] in known)


def _levels(old: JSON, new: JSON) -> Iterator[JSON]:
    """Practices whose absence weighs otherwise now; documents of before levels say nothing."""
    for was, now in _choices(old, new):
        if was.get("level") and now.get("level") and was["level"] != now["level"]:
            yield {
                "lens": new["lens"],
                "question": new["id"],
                "choice": now["id"],
                "title": now["title"],
                "practice": now["practice"],
                "before": was["level"],
                "after": now["level"],
                "reason": now["level_reason"],
            }


def _suggestions(old: JSON, new: JSON) -> Iterator[JSON]:
    for was, now in _choices(old, new):
        if was["suggestion"] != now["suggestion"]:
            yield {
                "lens": new["lens"],
                "question": new["id"],
                "choice": now["id"],
                "title": now["title"],
                "practice": now["practice"],
                "before": was["suggestion"],
                "after": now["suggestion"],
                "because": now["because"],
            }


def _answer(old: JSON, new: JSON) -> Iterator[JSON]:
    pairs = list(_choices(old, new))
    ticked = [now["title"] for was, now in pairs if now["selected"] and not was["selected"]]
    unticked = [now["title"] for was, now in pairs if was["selected"] and not now["selected"]]
    notes = old["notes"] != new["notes"] or any(w["notes"] != n["notes"] for w, n in pairs)
    moved = old["not_applicable"] != new["not_applicable"]
    if ticked or unticked or notes or moved:
        mark = {"before": old["not_applicable"], "after": new["not_applicable"]}
        yield {
            **_named(new),
            "ticked": ticked,
            "unticked": unticked,
            "notes_changed": notes,
            "not_applicable": mark if moved else None,
        }


def _findings(before: Mapping[str, Any], after: Mapping[str, Any]) -> JSON:
    old, new = _failing(before), _failing(after)
    let_be = _failing(after, "suppressed")
    return {
        "new": [new[key] for key in new if key not in old],
        "gone": [old[key] for key in old if key not in new and key not in let_be],
        "cut": _cut(before) or _cut(after),
    }


def _failing(document: Mapping[str, Any], word: str = "fail") -> dict[tuple[str, ...], JSON]:
    """Each finding of a verdict once, though it may speak for several choices."""
    found: dict[tuple[str, ...], JSON] = {}
    for _, question in _questions(document):
        for choice in question["choices"]:
            for each in choice["findings"]:
                if each["verdict"] == word:
                    key = (each["check"], each["account"], each["region"], each["resource"])
                    found.setdefault(key, {name: each[name] for name in _FINDING})
    return found


_FINDING = ("check", "title", "resource", "name", "account", "region", "reason")


def _cut(document: Mapping[str, Any]) -> bool:
    return any(
        choice["counts"]["failed"] > sum(f["verdict"] == "fail" for f in choice["findings"])
        for _, question in _questions(document)
        for choice in question["choices"]
    )
