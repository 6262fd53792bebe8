"""The editor's pages, with forms as a browser without scripts would send them, and with htmx."""

import json

import pytest

from pillars.lens.edit import question_of
from reviewapp.lenses.domain.builtin import builtin_document
from reviewapp.lenses.domain.drafts import create_draft, draft_from
from reviewapp.lenses.models import Lens, LensDraft
from tests.lenses.html import sent_by
from tests.reviews.factories import backups, make_lens, small_lens

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}
FORM = "editor-form"


@pytest.fixture
def draft(organisation) -> LensDraft:
    version = make_lens(organisation=organisation)
    return draft_from(lens=version.lens, organisation=organisation, by=None)


def url(draft, question_id=""):
    base = f"/lenses/drafts/{draft.pk}/"
    return f"{base}questions/{question_id}/" if question_id else base


def fields(client, draft, question_id="", **changes):
    """What the page would send, with other values for some fields."""
    page = client.get(url(draft, question_id))
    assert page.status_code == 200
    sent = sent_by(page.content.decode(), FORM)
    changed = {name.replace("__", "-"): value for name, value in changes.items()}
    return {**sent, **changed}


def post(client, draft, question_id="", *, htmx=False, data=None, **changes):
    sent = data or fields(client, draft, question_id, **changes)
    return client.post(url(draft, question_id), sent, headers=HTMX if htmx else {})


def stored(draft, question_id="backups"):
    draft.refresh_from_db()
    return question_of(draft.document, question_id)


def conditions(draft, question_id="backups"):
    return [rule["condition"] for rule in stored(draft, question_id)["riskRules"]]


def ids(draft, question_id="backups"):
    return [choice["id"] for choice in stored(draft, question_id)["choices"]]


# --- nothing is lost ---------------------------------------------------------------------


@pytest.mark.parametrize("alias", ["foundations", "framework"])
def test_saving_pages_that_nobody_changed_changes_nothing(editor, organisation, alias):
    document = builtin_document(alias)
    version = make_lens(document, organisation=organisation)
    draft = draft_from(lens=version.lens, organisation=organisation, by=None)
    pillars = document["pillars"]
    questions = [pillar["questions"][0]["id"] for pillar in pillars]
    for question_id in ["", *questions]:
        assert post(editor, draft, question_id).status_code == 302
    draft.refresh_from_db()
    assert (draft.version, draft.document) == (1, document)
    assert json.dumps(draft.document) == json.dumps(document)


def test_an_odd_question_comes_back_as_it_was(editor, organisation):
    document = small_lens()
    question = document["pillars"][0]["questions"][0]
    question |= {
        "url": "kept",
        "title": "Two\nlines <b>& more</b>",
        "helpfulResource": {"displayText": "a\r\nb\rc", "url": " https://a.example /x ", "Url": 1},
    }
    question["choices"][0] |= {
        "riskIfAbsent": "huge",
        "improvementPlan": {"displayText": "\n\nleading", "url": ""},
        "title": 5,
        "additionalResources": [{"type": "HELPFUL_RESOURCE", "content": [{"displayText": "x"}]}],
        "id": "with space",
    }
    question["riskRules"][0] = {"condition": "tested\n  && copies", "risk": "no_risk", "_x": None}
    version = make_lens(document, organisation=organisation)
    draft = draft_from(lens=version.lens, organisation=organisation, by=None)
    assert post(editor, draft, "backups").status_code == 302
    draft.refresh_from_db()
    assert draft.document == document


def test_hostile_texts_are_shown_as_text(editor, organisation):
    document = small_lens()
    evil = "</textarea><script>alert(1)</script>\"'><img src=x>"
    question = document["pillars"][0]["questions"][0]
    question |= {"title": evil, "description": evil}
    question["choices"][0] |= {"title": evil, evil: evil}
    document["pillars"][0]["name"] = evil
    version = make_lens(document, organisation=organisation)
    draft = draft_from(lens=version.lens, organisation=organisation, by=None)
    pages = [url(draft), url(draft, "backups"), url(draft, "backups") + "preview/"]
    for page in (*pages, url(draft, "backups") + "risk/", url(draft) + "publish/"):
        html = editor.get(page).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x>" not in html
        assert "&lt;script&gt;alert(1)" in html


# --- one question ------------------------------------------------------------------------


def test_texts_are_saved_and_the_page_goes_on(editor, draft):
    response = post(
        editor,
        draft,
        "backups",
        q__title="Can you get data back?",
        c1__title="Restore is tested",
        **{"c1__improvementPlan-text": "Restore.\r\nTwice.", "c0__riskIfAbsent": "HIGH"},
    )
    assert response["Location"] == url(draft, "backups")
    question = stored(draft)
    assert question["title"] == "Can you get data back?"
    assert question["choices"][1]["title"] == "Restore is tested"
    assert question["choices"][1]["improvementPlan"]["displayText"] == "Restore.\nTwice."
    assert question["choices"][0]["riskIfAbsent"] == "HIGH"
    # It was published, so its id stays.
    assert ids(draft) == ["automatic", "tested", "copies", "backups_no"]


@pytest.mark.parametrize(
    ("op", "expected", "focus"),
    [
        ("choice-add", ["automatic", "tested", "copies", "new_practice", "backups_no"], "c3-title"),
        ("choice-up:1", ["tested", "automatic", "copies", "backups_no"], "c0-down"),
        ("choice-down:0", ["tested", "automatic", "copies", "backups_no"], "c1-down"),
        ("choice-down:2", ["automatic", "tested", "backups_no", "copies"], "c3-up"),
        ("choice-up:2", ["automatic", "copies", "tested", "backups_no"], "c1-up"),
        ("choice-remove:1", ["automatic", "copies", "backups_no"], "undo"),
        ("choice-remove:9", ["automatic", "tested", "copies", "backups_no"], ""),
        ("none-off", ["automatic", "tested", "copies"], "none"),
        ("nonsense:x", ["automatic", "tested", "copies", "backups_no"], ""),
    ],
)
def test_buttons_save_what_was_typed_and_do_their_work(editor, draft, op, expected, focus):
    response = post(editor, draft, "backups", op=op, q__description="Typed before.")
    assert response["Location"] == url(draft, "backups") + (f"?focus={focus}" if focus else "")
    assert ids(draft) == expected
    assert stored(draft)["description"] == "Typed before."


def test_a_removed_choice_is_put_back_with_its_rules(editor, draft):
    post(editor, draft, "backups", op="choice-remove:1")
    assert conditions(draft) == ["automatic", "default"]
    html = editor.get(url(draft, "backups")).content.decode()
    assert "“Practice tested” was removed, and the rules no longer speak of it." in html
    post(editor, draft, "backups", op="undo")
    assert stored(draft) == backups()
    assert "was removed" not in editor.get(url(draft, "backups")).content.decode()


def test_putting_back_keeps_rules_that_were_changed_since(editor, draft):
    post(editor, draft, "backups", op="choice-remove:1")
    post(editor, draft, "backups", r0__condition="copies")
    post(editor, draft, "backups", op="undo")
    assert ids(draft) == ["automatic", "tested", "copies", "backups_no"]
    assert conditions(draft) == ["copies", "default"]


def test_what_was_removed_elsewhere_is_not_put_back_here(editor, draft):
    post(editor, draft, "backups", op="choice-remove:1")
    post(editor, draft, "question_1", op="undo")
    assert ids(draft, "question_1") == ["first_1", "second_1", "question_1_no"]


def test_rules_by_menu_by_text_and_by_levels(editor, draft):
    post(editor, draft, "backups", r0__mode="any", r0__of=["0", "2"])
    assert conditions(draft)[0] == "automatic || copies"
    post(editor, draft, "backups", r1__condition="tested && (copies || automatic)")
    assert conditions(draft)[1] == "tested && (copies || automatic)"
    html = editor.get(url(draft, "backups")).content.decode()
    assert "as written below" in html
    post(editor, draft, "backups", op="rule-remove:1")
    assert conditions(draft) == ["automatic || copies", "default"]
    post(editor, draft, "backups", op="rule-add")
    assert conditions(draft) == ["automatic || copies", "", "default"]
    post(editor, draft, "backups", op="rule-up:1")
    assert conditions(draft) == ["", "automatic || copies", "default"]
    levels = {"c0__riskIfAbsent": "HIGH", "c1__riskIfAbsent": "LOW", "c2__riskIfAbsent": "MEDIUM"}
    post(editor, draft, "backups", op="rules-from-levels", **levels)
    assert conditions(draft) == ["automatic && copies", "automatic", "default"]
    post(editor, draft, "backups", c1__riskIfAbsent="HIGH")
    assert conditions(draft) == ["automatic && tested && copies", "automatic && tested", "default"]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("tested &", "<mark>&amp;</mark>"),
        ("tested && (", "an id is missing at the end"),
        ("tested && nope", "no choice of this question has that id"),
        ("tested && !tested", "It contradicts itself: no answer makes it true."),
        ("automatic && tested && copies", "Wherever it holds, rule 1 decides before it."),
    ],
)
def test_a_mistake_in_a_rule_is_kept_and_said_where_it_is(editor, draft, condition, said):
    response = post(editor, draft, "backups", htmx=True, r1__condition=condition)
    assert response.status_code == 200
    assert conditions(draft)[1] == condition
    notes = response.content.decode().partition('id="r1-notes"')[2].partition('id="r2-was"')[0]
    assert said.lower() in notes.replace("&#x27;", "'").lower()


def test_an_unreachable_rule_and_a_gap_are_shown_by_an_example(editor, draft):
    post(editor, draft, "backups", r1__condition="automatic && tested && copies")
    html = editor.get(url(draft, "backups")).content.decode()
    assert "is never reached" in html
    assert "It would hold with “Practice automatic”, “Practice tested”, “Practice copies”" in html
    post(editor, draft, "backups", op="rule-remove:2")
    html = editor.get(url(draft, "backups")).content.decode()
    assert "and count as high risk. End with a rule for every other case." in html
    assert "For example “None of these”." in html.replace("\n", "")


def test_ids_that_cannot_be_used_are_said_and_nothing_is_lost(editor, draft):
    changes = {"c0__id": "tested", "q__title": "Typed as well"}
    for htmx in (True, False):
        response = post(editor, draft, "backups", htmx=htmx, **changes)
        html = response.content.decode()
        assert response.status_code == 422
        assert "Another one has the id “tested” already." in html
        assert response["HX-Reswap"] == "none"
    sent = sent_by(html, FORM)
    assert (sent["c0-id"], sent["c0-was"], sent["q-title"]) == (
        ["tested"],
        ["automatic"],
        ["Typed as well"],
    )
    assert stored(draft) == backups()
    sent["c0-id"] = ["by_itself"]
    post(editor, draft, "backups", data=sent)
    assert ids(draft)[0] == "by_itself"
    assert conditions(draft)[0] == "by_itself && tested"


def test_a_question_that_was_never_published_takes_its_id_from_its_title(editor, organisation):
    draft = create_draft(organisation=organisation, by=None)
    response = post(
        editor, draft, "new_question", htmx=True, q__title="Who may deploy?", c0__title="Two people"
    )
    assert response["HX-Replace-Url"] == url(draft, "who_may_deploy")
    html = response.content.decode()
    assert 'id="c0-id" name="c0-id" value="two_people"' in html
    assert "two_people &amp;&amp; second_practice" in html
    assert "question_1_no" not in ids(draft, "who_may_deploy")
    assert ids(draft, "who_may_deploy")[2] == "who_may_deploy_no"


def test_a_save_by_itself_moves_no_field_that_says_what_was_typed(editor, draft):
    response = post(editor, draft, "backups", htmx=True, q__title="Other", r0__condition="copies")
    html = response.content.decode()
    assert 'name="q-title"' not in html
    assert 'id="r0-condition"' not in html
    assert 'id="r0-menu"' in html
    assert 'id="r1-menu"' not in html
    assert 'id="part-seen"' in html
    assert 'id="truth"' in html


def test_two_people_and_one_question(editor, owner, draft):
    mine = fields(editor, draft, "backups", q__title="Mine", c0__title="My practice")
    post(owner, draft, "backups", q__title="Theirs", op="choice-remove:2")
    for htmx in (True, False):
        response = post(editor, draft, "backups", data=mine, htmx=htmx)
        html = response.content.decode()
        assert response.status_code == 409
        assert "Mine" in html
        assert "Theirs" in html
        assert owner.user.name in html
    assert stored(draft)["title"] == "Theirs"
    again = {**sent_by(html, ""), "resolve": "mine"}
    response = post(editor, draft, "backups", data=again)
    assert response["Location"] == url(draft, "backups") + "?resolved=1"
    assert stored(draft)["title"] == "Mine"
    assert ids(draft) == ["automatic", "tested", "copies", "backups_no"]


def test_two_people_and_two_questions(editor, owner, draft):
    mine = fields(editor, draft, "backups", q__title="Mine")
    post(owner, draft, "question_1", q__title="Theirs")
    post(owner, draft, op="pillar-add")
    assert post(editor, draft, "backups", data=mine).status_code == 302
    assert stored(draft, "question_1")["title"] == "Theirs"
    assert stored(draft)["title"] == "Mine"


def test_a_question_moves_and_goes(editor, draft):
    response = post(editor, draft, "question_1", op="question-up", q__title="Moved")
    assert response["Location"] == url(draft, "question_1")
    draft.refresh_from_db()
    assert [len(p["questions"]) for p in draft.document["pillars"]] == [2, 1]
    response = post(editor, draft, "question_1", op="question-remove", htmx=True)
    assert response["HX-Redirect"] == url(draft)
    assert editor.get(url(draft, "question_1")).status_code == 404
    assert post(editor, draft, "question_1", data={"q-title": "x"}).status_code == 404


def test_a_question_too_large_for_a_page_is_left_alone(editor, organisation):
    document = small_lens()
    choices = [{"id": f"choice_{n}", "title": f"Choice {n}"} for n in range(80)]
    document["pillars"][0]["questions"][0] |= {"choices": choices, "riskRules": []}
    document["pillars"][0]["questions"][0].pop("workloadRules")
    version = make_lens(document, organisation=organisation)
    draft = draft_from(lens=version.lens, organisation=organisation, by=None)
    html = editor.get(url(draft, "backups")).content.decode()
    assert "more choices or rules than a page can show" in html
    assert f'id="{FORM}"' not in html
    assert post(editor, draft, "backups", data={"q-title": "x"}).status_code == 422
    assert len(stored(draft)["choices"]) == 80


def test_a_lens_with_more_questions_than_the_format_allows_is_listed_in_part(editor, organisation):
    document = small_lens(questions=300)
    version = make_lens(document, organisation=organisation)
    draft = draft_from(lens=version.lens, organisation=organisation, by=None)
    for page, listed in ((url(draft), 5), (url(draft, "question_150"), 60)):
        html = editor.get(page).content.decode()
        assert html.count('id="item-1-') == listed
        assert f"{300 - listed} more not listed" in html
    html = editor.get(url(draft, "question_150")).content.decode()
    assert f'href="{url(draft, "question_149")}" data-keys="k ArrowLeft"' in html


# --- the lens ----------------------------------------------------------------------------


def test_the_lens_and_its_pillars(editor, draft):
    response = post(
        editor,
        draft,
        l__name="Payments",
        l__description="Ours.",
        p0__name="Staying up",
        op="pillar-add",
    )
    assert response["Location"] == url(draft) + "?focus=p2-name"
    draft.refresh_from_db()
    assert (draft.document["name"], draft.document["description"]) == ("Payments", "Ours.")
    assert [(p["id"], p["name"]) for p in draft.document["pillars"]] == [
        ("reliability", "Staying up"),
        ("security", "Security"),
        ("new_pillar", "New pillar"),
    ]
    post(editor, draft, p2__name="People", op="pillar-up:2")
    draft.refresh_from_db()
    assert [p["id"] for p in draft.document["pillars"]] == ["reliability", "people", "security"]
    post(editor, draft, op="pillar-remove:1")
    draft.refresh_from_db()
    assert len(draft.document["pillars"]) == 2


def test_a_question_is_added_and_opened(editor, draft):
    response = editor.post(url(draft), {"op": "question-add:security"})
    assert response["Location"] == url(draft, "new_question") + "?focus=q-title"
    assert ids(draft, "new_question") == ["first_practice", "second_practice", "new_question_no"]
    response = editor.post(url(draft), {"op": "question-add:security"}, headers=HTMX)
    assert response["HX-Redirect"] == url(draft, "new_question_2") + "?focus=q-title"
    assert editor.post(url(draft), {"op": "question-add:nowhere"}).status_code == 302


def test_the_id_of_another_pillar_is_refused(editor, draft):
    response = post(editor, draft, htmx=True, p1__id="reliability")
    assert response.status_code == 422
    assert 'id="p1-id-error"' in response.content.decode()


def test_two_people_and_one_lens(editor, owner, draft):
    mine = fields(editor, draft, l__name="Mine")
    post(owner, draft, l__name="Theirs", op="pillar-remove:0")
    html = post(editor, draft, data=mine).content.decode()
    assert "Mine" in html
    assert "Theirs" in html
    post(editor, draft, data={**sent_by(html, ""), "resolve": "mine"})
    draft.refresh_from_db()
    assert draft.document["name"] == "Mine"
    # Their removal stands: a form changes pillars, it does not bring them back.
    assert [p["id"] for p in draft.document["pillars"]] == ["security"]


def test_readers_read_and_write_nothing(viewer, draft):
    for page in (url(draft), url(draft, "backups")):
        html = viewer.get(page).content.decode()
        assert 'id="editor-fields" disabled' in html
        assert "data-autosave" not in html
        assert viewer.post(page, {"op": "save", "q-title": "x"}).status_code == 403


# --- beginning, publishing, discarding -----------------------------------------------------


def test_a_new_draft_and_one_of_a_lens(editor, organisation):
    response = editor.post("/lenses/drafts/new/")
    draft = LensDraft.objects.get()
    assert response["Location"] == url(draft)
    version = make_lens(organisation=organisation)
    first = editor.post("/lenses/drafts/from/", {"lens_id": version.lens_id})
    again = editor.post("/lenses/drafts/from/", {"lens_id": version.lens_id})
    assert first["Location"] == again["Location"]
    for wrong in ("", "nope", make_lens(organisation=None).pk):
        assert editor.post("/lenses/drafts/from/", {"lens_id": wrong}).status_code == 404


def test_a_draft_is_published_as_what_was_shown(editor, draft):
    post(editor, draft, "backups", q__title="In other words")
    html = editor.get(url(draft) + "publish/").content.decode()
    assert "Words alone changed" in html
    assert "In other words" in html
    sent = {"read_version": "2", "kind": "minor", "version_name": "Autumn", "note": "Clearer."}
    stale = editor.post(url(draft) + "publish/", {**sent, "read_version": "1"})
    assert stale.status_code == 409
    assert "Clearer." in stale.content.decode()
    done = editor.post(url(draft) + "publish/", sent)
    assert done["Location"] == f"/lenses/{draft.lens_id}/"
    version = draft.lens.versions.first()
    assert (version.label, version.note) == ("1.1 (Autumn)", "Clearer.")
    assert editor.get(url(draft)).status_code == 404


def test_errors_stop_publishing_and_lead_to_their_fields(editor, draft):
    post(editor, draft, "backups", r1__condition="tested &&")
    page = url(draft) + "publish/"
    html = editor.get(page).content.decode()
    assert f'href="{url(draft, "backups")}#r1-condition"' in html
    response = editor.post(page, {"read_version": "2", "kind": "major"})
    assert response.status_code == 422
    assert draft.lens.versions.count() == 1


def test_more_than_words_is_no_minor_version(editor, draft):
    post(editor, draft, "backups", op="choice-add")
    page = url(draft) + "publish/"
    assert "Not possible: more than words changed." in editor.get(page).content.decode()
    response = editor.post(page, {"read_version": "2", "kind": "minor"})
    assert response.status_code == 422
    assert "more than words" in response.content.decode()
    assert editor.post(page, {"read_version": "2", "kind": "major"}).status_code == 302
    assert Lens.objects.get(pk=draft.lens_id).versions.first().label == "2.0"


def test_a_draft_is_discarded_after_a_question(editor, draft):
    page = url(draft) + "discard/"
    assert editor.get(page).status_code == 200
    assert LensDraft.objects.count() == 1
    assert editor.post(page)["Location"] == f"/lenses/{draft.lens_id}/"
    assert LensDraft.objects.count() == 0


# --- what it costs -----------------------------------------------------------------------


@pytest.mark.parametrize("questions", [1, 6])
def test_a_page_takes_the_same_queries_whatever_the_lens(
    editor, organisation, questions, django_assert_num_queries
):
    version = make_lens(small_lens(questions=questions), organisation=organisation)
    draft = draft_from(lens=version.lens, organisation=organisation, by=None)
    for page in (url(draft), url(draft, "backups")):
        editor.get(page)
    with django_assert_num_queries(5):
        editor.get(url(draft))
    with django_assert_num_queries(6):
        editor.get(url(draft, "backups"))
