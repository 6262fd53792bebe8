"""The risk simulator: the same as the engine, for versions and drafts, with and without htmx."""

import pytest
from django.http import QueryDict

from pillars.lens.parse import lens_from_document
from pillars.levels import Level
from pillars.risk import Selection, assess
from reviewapp.lenses.domain.drafts import draft_from, save_part, seen_of
from reviewapp.lenses.domain.levels import set_level
from reviewapp.lenses.domain.versions import digest_of
from reviewapp.lenses.models import Lens
from reviewapp.lenses.pages.simulator import simulator_context
from reviewapp.lenses.pages.truth import truth_view
from tests.factories import make_organisation
from tests.reviews.factories import make_lens, small_lens

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
BACKUPS = lens_from_document(small_lens()).question("backups")


def asked(query):
    return simulator_context(BACKUPS, QueryDict(query))


@pytest.mark.parametrize(
    ("query", "risk", "decides", "row"),
    [
        ("", "UNANSWERED", None, None),
        ("selected=automatic&selected=tested", "NONE", 1, ("on", "on")),
        ("selected=tested", "MEDIUM", 2, ("off", "on")),
        ("selected=copies", "HIGH", 3, ("either", "off")),
        ("selected=tested&na=automatic", "NONE", 1, ("on", "on")),
        ("na=automatic", "UNANSWERED", None, None),
        ("selected=backups_no&selected=tested", "HIGH", 3, ("either", "off")),
        ("selected=tested&whole=1", "NOT_APPLICABLE", None, None),
        ("selected=automatic&selected=tested&fact=strict_rpo", "HIGH", 1, ("on", "on")),
        ("selected=automatic&selected=tested&fact=other", "NONE", 1, ("on", "on")),
        ("selected=nobody&fact=", "UNANSWERED", None, None),
    ],
)
def test_what_an_answer_comes_to(query, risk, decides, row):
    context = asked(query)
    sent = QueryDict(query)
    selected = frozenset(sent.getlist("selected"))
    selection = Selection(selected, frozenset(sent.getlist("na")) - selected, "whole" in sent)
    expected = assess(BACKUPS, selection, frozenset(sent.getlist("fact")))
    assert context["judged"] == expected
    assert context["judged"].risk == risk
    assert [line.number for line in context["rule_lines"] if line.decides] == (
        [decides] if decides else []
    )
    marked = [each.cells for each in context["truth"].rows if each.current]
    assert marked == ([row] if row else [])


def test_the_facts_are_those_that_the_rules_speak_of():
    assert [(fact.name, fact.true) for fact in asked("fact=strict_rpo")["facts"]] == [
        ("strict_rpo", True)
    ]


def test_the_page_of_a_version_and_its_fragment(viewer, organisation):
    lens = make_lens(organisation=organisation).lens
    url = f"/lenses/{lens.pk}/questions/backups/risk/?selected=tested&version=1"
    html = viewer.get(url).content.decode()
    assert "Medium risk" in html
    assert 'name="version" value="1"' in html
    assert "if absent" not in html  # this lens says no levels
    fragment = viewer.get(url, headers=HTMX).content.decode()
    assert "<html" not in fragment
    assert 'id="simulator-result"' in fragment
    assert "Medium risk" in fragment
    for wrong in ("nope", "backups/?version=x", "backups/?version=9"):
        question, _, query = wrong.partition("/")
        assert viewer.get(f"/lenses/{lens.pk}/questions/{question}/risk/{query}").status_code == 404


def test_an_older_version_answers_by_its_own_rules(viewer, organisation):
    version = make_lens(organisation=organisation)
    changed = small_lens()
    changed["pillars"][0]["questions"][0]["riskRules"][1]["risk"] = "NO_RISK"
    version.lens.versions.create(number=2, major=2, document=changed, digest=digest_of(changed))
    url = f"/lenses/{version.lens_id}/questions/backups/risk/?selected=tested"
    assert "Medium risk" in viewer.get(f"{url}&version=1", headers=HTMX).content.decode()
    context = viewer.get(url).context
    assert (context["version"].number, context["judged"].risk) == (2, "NONE")


def test_the_organisations_own_levels_count_and_only_there(viewer, stranger, organisation):
    lens = Lens.objects.get(alias="framework")
    url = f"/lenses/{lens.pk}/questions/identities/risk/"
    page = viewer.get(url)
    assert "high if absent" in page.content.decode()
    question = page.context["question"]
    high = next(choice for choice in question.choices if choice.risk_if_absent == "HIGH")
    query = "?" + "&".join(
        f"selected={choice.id}"
        for choice in question.choices
        if not choice.is_none and choice.id != high.id
    )
    assert viewer.get(url + query).context["judged"].risk == "HIGH"
    set_level(
        organisation=organisation,
        practice=high.practice,
        level=Level.LOW,
        reason="Our people have no console.",
        by=None,
    )
    page = viewer.get(url + query)
    assert page.context["judged"].risk == "NONE"
    assert "with your organisation’s own levels" in page.content.decode()
    assert stranger.get(url + query).context["judged"].risk == "HIGH"


def test_a_draft_is_tried_as_it_stands_and_its_errors_are_said(editor, organisation):
    version = make_lens(organisation=organisation)
    draft = draft_from(lens=version.lens, organisation=organisation, by=None)

    def change(document):
        question = document["pillars"][0]["questions"][0]
        rules = [{"condition": "tested &&", "risk": "NO_RISK"}, *question["riskRules"][2:]]
        pillar = {**document["pillars"][0], "questions": [{**question, "riskRules": rules}]}
        return {**document, "pillars": [pillar, *document["pillars"][1:]]}

    seen = seen_of(draft.document, "backups")
    save_part(draft_id=draft.pk, part="backups", seen=seen, change=change, by=None)
    url = f"/lenses/drafts/{draft.pk}/questions/backups/"
    for view in ("risk", "preview"):
        html = editor.get(f"{url}{view}/?selected=tested").content.decode()
        assert "What has an error does not count here" in html
        assert "High risk" in html
        assert editor.get(f"{url}{view}/?selected=tested", headers=HTMX).status_code == 200


def test_the_preview_says_what_a_review_would(editor, organisation):
    version = make_lens(organisation=organisation)
    draft = draft_from(lens=version.lens, organisation=organisation, by=None)
    html = editor.get(f"/lenses/drafts/{draft.pk}/questions/backups/preview/").content.decode()
    for words in ("Ask: When was the last restore?", "Do tested.", "REL09-BP04", "Taken by"):
        assert words in html


def test_nobody_tries_the_rules_of_others(stranger, organisation):
    lens = make_lens(organisation=organisation).lens
    draft = draft_from(lens=lens, organisation=organisation, by=None)
    assert make_organisation().pk != organisation.pk
    for url in (f"{lens.pk}", f"drafts/{draft.pk}"):
        assert stranger.get(f"/lenses/{url}/questions/backups/risk/").status_code == 404


def test_a_question_with_more_rules_than_a_table_takes_is_still_answered():
    many = small_lens()
    question = many["pillars"][0]["questions"][0]
    ids = [f"choice_{number}" for number in range(20)]
    question["choices"] = [{"id": each, "title": each} for each in ids]
    question["riskRules"] = [
        {"condition": " && ".join(ids), "risk": "NO_RISK"},
        {"condition": "default", "risk": "HIGH_RISK"},
    ]
    question.pop("workloadRules")
    read = lens_from_document(many).question("backups")
    assert truth_view(read) is None
    context = simulator_context(read, QueryDict("&".join(f"selected={each}" for each in ids)))
    assert (context["judged"].risk, context["truth"]) == ("NONE", None)
