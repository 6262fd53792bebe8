"""Profiles and priorities in the browser, without JavaScript: written, moved, tried, answered."""

import re

import pytest

from pillars.priorities import EVERY_LENS, Weight
from reviewapp.lenses.domain.versions import add_version
from reviewapp.priorities.domain.documents import profile_of
from reviewapp.priorities.domain.editing import with_question_moved
from reviewapp.priorities.domain.profiles import change_profile, describe_profile
from reviewapp.priorities.models import Profile
from reviewapp.priorities.queries import profile_in_use
from tests.factories import make_organisation, make_workload
from tests.reviews.factories import make_lens, make_review, small_lens

from .factories import answered, house_profile

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(organisation):
    return make_lens(organisation=organisation)


@pytest.fixture
def profile(organisation, version):
    return house_profile(organisation, version)


def url_of(profile, rest=""):
    return f"/profiles/{profile.pk}/{rest}"


def text_of(client, url):
    return client.get(url).content.decode()


def sent_of(client, url):
    """What the page's form would send as it stands: its hidden fields, texts and chosen options."""
    html = re.search(r"<main.*</main>", text_of(client, url), re.DOTALL).group(0)
    sent = dict(re.findall(r'<input type="(?:hidden|text)" name="([^"]+)" value="([^"]*)"', html))
    for name, inner in re.findall(r'<select[^>]*name="([^"]+)">(.*?)</select>', html, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        sent[name] = chosen.group(1) if chosen else ""
    return {key: value for key, value in sent.items() if key != "csrfmiddlewaretoken"}


def now(profile):
    profile.refresh_from_db()
    return profile_of(profile)


# --- list and starter --------------------------------------------------------------------


def test_whoever_has_no_profile_is_offered_the_starter(editor, viewer, organisation):
    assert "Add the starter profile" in text_of(editor, "/profiles/")
    assert "starter/" not in text_of(viewer, "/profiles/")
    html = editor.post("/profiles/starter/", follow=True).content.decode()
    assert "What does it cost when the workload fails?" in html
    assert "Not in the lens any more" not in html
    stored = Profile.objects.get(organisation=organisation)
    assert len(stored.questions) == 4
    assert stored.created_by == editor.user

    assert "starter/" not in text_of(editor, "/profiles/")
    again = editor.post("/profiles/starter/", follow=True).content.decode()
    assert "has a profile of the starter" in again
    assert Profile.objects.count() == 1


def test_the_list_is_one_of_the_librarys_tabs(viewer, profile):
    html = text_of(viewer, "/profiles/")
    assert re.search(r'href="/profiles/" aria-current="page">Profiles', html)
    assert re.search(r'href="/lenses/" data-go="l" aria-current="true"', html)
    assert 'href="/profiles/"' in text_of(viewer, "/lenses/")


@pytest.mark.parametrize("many", [1, 3])
def test_lists_and_profiles_take_the_same_queries_whatever_there_is(
    viewer, organisation, django_assert_num_queries, many
):
    for number in range(many):
        stored = house_profile(organisation, name=f"Profile {number}")
        for _ in range(many):
            answered(make_workload(organisation), stored, crit="high")
    with django_assert_num_queries(5):
        viewer.get("/profiles/")
    viewer.get(url_of(stored))
    with django_assert_num_queries(9):
        viewer.get(url_of(stored))


def test_organisations_do_not_see_each_others_profiles(stranger, editor, profile, workload):
    assert "House profile" not in text_of(stranger, "/profiles/")
    for rest in ("", "edit/", "delete/", "try/", "questions/new/", "questions/crit/"):
        assert stranger.get(url_of(profile, rest)).status_code == 404
    theirs = house_profile(make_organisation(), name="Secret profile")
    response = editor.post(f"/workloads/{workload.pk}/priorities/use/", {"profile": theirs.pk})
    assert response.status_code == 404
    assert "Secret profile" not in text_of(editor, f"/workloads/{workload.pk}/priorities/")
    assert profile_in_use(workload) is None


# --- a profile ---------------------------------------------------------------------------


def test_every_rule_and_the_algorithm_stand_on_the_page(viewer, profile):
    html = text_of(viewer, url_of(profile))
    assert "1. How critical is it?" in html
    assert "Several answers can be chosen." in html
    assert re.search(
        r"First <span class=\"num\">\+4</span></span>\s*<span class=\"rules__label\">"
        r"<span class=\"muted\">Pillar</span> Reliability",
        html,
    )
    assert "How do you do number 1?" in html
    assert "Small lens</h3>" in html
    assert "Every lens</h3>" in html
    assert "A question with 3 points or more. By itself that is enough with weight First;" in html
    for name, points in (("First", 4), ("High", 2), ("Normal", 1)):
        assert f'{name}</th><td class="num">{points}</td>' in html
    assert "/questions/crit/" not in html
    assert "arrange/" not in html


def test_the_page_says_which_weights_suffice(editor, profile):
    describe = {"name": "House profile", "description": "", "read_version": 1}
    editor.post(url_of(profile, "edit/"), {**describe, "threshold": 1})
    assert "with weight First or High or Normal" in text_of(editor, url_of(profile))
    editor.post(url_of(profile, "edit/"), {**describe, "threshold": 9, "read_version": 2})
    assert "No single rule is enough" in text_of(editor, url_of(profile))


def test_a_rule_that_names_what_the_lens_lost_is_marked(viewer, version, profile):
    smaller = small_lens(questions=0)
    smaller["pillars"][1]["questions"] = small_lens(questions=2)["pillars"][1]["questions"][1:]
    add_version(version.lens, smaller)
    html = text_of(viewer, url_of(profile))
    assert "Some rules name what a lens has no more." in html
    mark = re.search(r"How do you do number 1\?.*?</li>", html, re.DOTALL).group(0)
    assert "Not in the lens any more" in mark

    version.lens.organisation = make_organisation()
    version.lens.save()
    mark = re.search(
        r"How do you do number 1\?.*?</li>", text_of(viewer, url_of(profile)), re.DOTALL
    )
    assert "The lens is not in the library any more" in mark.group(0)
    assert "Small lens</h3>" in text_of(viewer, url_of(profile))


def test_a_profile_is_made_and_its_first_question_asked_for(editor, organisation):
    response = editor.post("/profiles/new/", {"name": "Ours", "description": "For all."})
    stored = Profile.objects.get()
    assert response["Location"] == url_of(stored, "questions/new/")
    assert (stored.organisation, stored.name, stored.questions) == (organisation, "Ours", [])
    refused = editor.post("/profiles/new/", {"name": "OURS"})
    assert refused.status_code == 422
    assert "has a profile of this name already" in refused.content.decode()
    assert "No question yet" in text_of(editor, url_of(stored))


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "This field is required"),
        ("name", "x" * 101, "at most 100 characters"),
        ("threshold", "0", "greater than or equal to 1"),
        ("threshold", "many", "Enter a whole number"),
        ("read_version", "", "does not say which version"),
        ("read_version", "9" * 30, "does not say which version"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_lost(editor, profile, field, value, words):
    sent = {"name": "N", "description": "Kept text.", "threshold": 3, "read_version": 1}
    response = editor.post(url_of(profile, "edit/"), {**sent, field: value})
    assert response.status_code == 422
    html = response.content.decode()
    assert words in html
    assert "Kept text." in html
    profile.refresh_from_db()
    assert (profile.name, profile.version) == ("House profile", 1)


def test_a_description_over_an_older_version_is_a_conflict(editor, profile):
    describe_profile(
        profile_id=profile.pk, read_version=1, name="Theirs", description="", threshold=3, by=None
    )
    mine = {"name": "Mine", "description": "My words.", "threshold": 4, "read_version": 1}
    response = editor.post(url_of(profile, "edit/"), mine)
    assert response.status_code == 409
    html = response.content.decode()
    assert "Somebody else changed this profile" in html
    assert "My words." in html
    sent = dict(re.findall(r'name="(read_version)" value="(\d+)"', html))
    editor.post(url_of(profile, "edit/"), {**mine, **sent})
    profile.refresh_from_db()
    assert (profile.name, profile.threshold, profile.version) == ("Mine", 4, 3)


def test_questions_are_moved_removed_and_brought_back(editor, profile):
    def press(do, version):
        sent = {"do": do, "read_version": version}
        return editor.post(url_of(profile, "arrange/"), sent, follow=True).content.decode()

    assert "The question is moved." in press("down:crit", 1)
    assert [asked.id for asked in now(profile).questions] == ["goals", "crit"]
    assert "“Undo” brings it back" in press("remove:crit", 2)
    assert [asked.id for asked in now(profile).questions] == ["goals"]
    assert "Somebody else changed this profile" in press("remove:goals", 2)
    assert "did not say what to do" in press("", 3)
    assert len(now(profile).questions) == 1

    html = editor.post(url_of(profile, "undo/"), {"read_version": 3}, follow=True).content.decode()
    assert "The last change is taken back." in html
    assert [asked.id for asked in now(profile).questions] == ["goals", "crit"]
    assert len(now(profile).questions[1].options[1].rules) == 2


def test_deleting_says_who_uses_it(owner, editor, profile, workload):
    answered(workload, profile, crit="high")
    assert editor.get(url_of(profile, "delete/")).status_code == 403
    assert "1 workload uses it now" in text_of(owner, url_of(profile, "delete/"))
    html = owner.post(url_of(profile, "delete/"), follow=True).content.decode()
    assert "“House profile” is deleted." in html
    assert profile_in_use(workload) is None


# --- a question --------------------------------------------------------------------------


def test_a_question_is_written_with_its_answers(editor, profile):
    url = url_of(profile, "questions/new/")
    html = text_of(editor, url)
    assert html.count('name="new-') == 4
    sent = {"read_version": 1, "text": "Who uses it?", "help": "Think of all.", "several": "on"}
    response = editor.post(url, {**sent, "new-1": "Staff", "new-3": "Customers"})
    assert response["Location"] == url_of(profile)
    asked = now(profile).questions[-1]
    assert (asked.text, asked.help, asked.several) == ("Who uses it?", "Think of all.", True)
    assert [option.text for option in asked.options] == ["Staff", "Customers"]


def test_every_button_saves_what_is_written(editor, profile):
    url = url_of(profile, "questions/crit/")
    sent = sent_of(editor, url) | {"text": "How critical?", "new-1": "Middling"}
    response = editor.post(url, {**sent, "do": "up:high"})
    assert response["Location"] == url
    asked = now(profile).questions[0]
    assert asked.text == "How critical?"
    assert [option.text for option in asked.options] == ["Very much", "Hardly", "Middling"]

    sent = sent_of(editor, url) | {"option-low": "Hardly at all"}
    response = editor.post(url, {**sent, "do": "rules:low"})
    assert response["Location"] == url_of(profile, "questions/crit/answers/low/")
    assert now(profile).questions[0].option("low").text == "Hardly at all"

    response = editor.post(url, {**sent_of(editor, url), "do": "more"})
    assert response["Location"] == url
    response = editor.post(url, sent_of(editor, url))
    assert response["Location"] == url_of(profile)


def test_an_answer_is_removed_with_its_rules_as_long_as_two_stay(editor, profile):
    url = url_of(profile, "questions/crit/")
    refused = editor.post(url, {**sent_of(editor, url), "do": "remove:high"})
    assert refused.status_code == 422
    assert "2 answers at least" in refused.content.decode()
    sent = sent_of(editor, url) | {"new-1": "Middling", "option-high": ""}
    html = editor.post(url, {**sent, "do": "remove:high"}, follow=True).content.decode()
    assert "The answer is removed, with its rules." in html
    assert [option.text for option in now(profile).questions[0].options] == ["Hardly", "Middling"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": ""}, "This field is required"),
        ({"text": "x" * 201}, "at most 200 characters"),
        ({"option-high": ""}, "or remove it with its button"),
        ({"option-high": "y" * 101}, "at most 100 characters"),
        ({"new-1": "HARDLY"}, "Another answer says the same"),
        ({"read_version": "x"}, "does not say which version"),
        ({"help": "a\x00b"}, "Null characters are not allowed"),
    ],
)
def test_a_question_that_cannot_be_kept(editor, profile, change, words):
    url = url_of(profile, "questions/crit/")
    sent = sent_of(editor, url) | {"new-2": "Kept answer"} | change
    response = editor.post(url, sent)
    assert response.status_code == 422
    html = response.content.decode()
    assert words in html
    assert "Kept answer" in html
    assert profile == Profile.objects.get(version=1)


def test_a_profile_has_ten_questions_at_most(editor, profile):
    url = url_of(profile, "questions/new/")
    for number in range(8):
        sent = {"read_version": number + 1, "text": f"Q{number}", "new-1": "a", "new-2": "b"}
        assert editor.post(url, sent).status_code == 302
    assert "questions/new/" not in text_of(editor, url_of(profile))
    refused = editor.post(url, {**sent, "read_version": 9, "text": "One too many"})
    assert refused.status_code == 422
    assert "10 questions at most" in refused.content.decode()
    assert "One too many" in refused.content.decode()


def test_a_question_over_an_older_version_keeps_what_was_typed(editor, profile):
    url = url_of(profile, "questions/crit/")
    sent = sent_of(editor, url) | {"option-high": "My words", "new-1": "My answer"}
    change_profile(
        profile_id=profile.pk,
        read_version=1,
        change=lambda there: with_question_moved(there, "crit", +1),
        by=None,
    )
    response = editor.post(url, sent)
    assert response.status_code == 409
    html = response.content.decode()
    assert "My words" in html
    assert "My answer" in html
    assert editor.post(url, {**sent, "read_version": 2}).status_code == 302
    questions = now(profile).questions
    assert [asked.id for asked in questions] == ["goals", "crit"]
    assert [option.text for option in questions[1].options] == ["Hardly", "My words", "My answer"]


def test_a_question_that_is_gone(editor, profile):
    assert editor.get(url_of(profile, "questions/gone/")).status_code == 404
    assert editor.get(url_of(profile, "questions/crit/answers/gone/")).status_code == 404
    assert editor.get(url_of(profile, "questions/crit/answers/high/?lens=gone")).status_code == 404


# --- rules of an answer ------------------------------------------------------------------


def rules_url(profile, key="", option="high"):
    return url_of(profile, f"questions/crit/answers/{option}/") + (f"?lens={key}" if key else "")


def test_weights_are_set_for_pillars_and_questions_of_a_lens(editor, version, profile):
    key = str(version.lens_id)
    url = rules_url(profile, key)
    sent = sent_of(editor, url)
    assert sent == {
        "read_version": "1",
        "p:reliability": "",
        "q:backups": "",
        "p:security": "",
        "q:question_1": "high",
        "q:question_2": "",
    }
    response = editor.post(
        url, sent | {"q:question_1": "", "q:backups": "first", "p:security": "normal"}
    )
    assert response["Location"] == url
    rules = now(profile).questions[0].option("high").rules
    assert [(rule.lens, rule.pillar, rule.question, rule.weight) for rule in rules] == [
        (EVERY_LENS, "reliability", "", Weight.FIRST),
        (key, "reliability", "backups", Weight.FIRST),
        (key, "security", "", Weight.NORMAL),
    ]
    assert rules[1].label == "How do you get data back?"
    assert sent_of(editor, url)["q:backups"] == "first"


def test_weights_of_every_lens_are_of_pillars_alone(editor, profile):
    url = rules_url(profile)
    sent = sent_of(editor, url)
    assert {name for name in sent if name.startswith("q:")} == set()
    assert sent["p:reliability"] == "first"
    assert "p:sustainability" in sent
    editor.post(url, sent | {"p:sustainability": "high", "p:reliability": "enormous"})
    rules = now(profile).questions[0].option("high").rules
    assert [(each.pillar, each.weight) for each in rules if each.lens == EVERY_LENS] == [
        ("sustainability", Weight.HIGH)
    ]


def test_what_is_gone_stays_until_somebody_lets_it_go(editor, version, profile):
    key, smaller = str(version.lens_id), small_lens(questions=0)
    smaller["pillars"][1]["questions"] = small_lens(questions=2)["pillars"][1]["questions"][1:]
    add_version(version.lens, smaller)
    url = rules_url(profile, key)
    html = text_of(editor, url)
    place = re.search(r'name="keep" value="(\d+)" checked', html).group(1)
    assert "How do you do number 1?" in html

    sent = sent_of(editor, url) | {"q:backups": "high"}
    editor.post(url, {**sent, "keep": place})
    rules = [each for each in now(profile).questions[0].option("high").rules if each.lens == key]
    assert [each.question for each in rules] == ["backups", "question_1"]
    editor.post(url, {**sent, "read_version": 2})
    rules = [each for each in now(profile).questions[0].option("high").rules if each.lens == key]
    assert [each.question for each in rules] == ["backups"]


def test_rules_of_a_lens_that_left_the_library_can_be_let_go(editor, version, profile):
    key = str(version.lens_id)
    version.lens.organisation = make_organisation()
    version.lens.save()
    html = text_of(editor, rules_url(profile, key))
    assert "Not in the library any more" in html
    assert "<select" not in html
    editor.post(rules_url(profile, key), {"read_version": 1})
    assert [each.lens for each in now(profile).questions[0].option("high").rules] == [EVERY_LENS]


def test_rules_over_an_older_version_are_a_conflict(editor, version, profile):
    url = rules_url(profile, str(version.lens_id))
    sent = sent_of(editor, url) | {"q:question_2": "first"}
    change_profile(
        profile_id=profile.pk,
        read_version=1,
        change=lambda there: with_question_moved(there, "crit", +1),
        by=None,
    )
    response = editor.post(url, sent)
    assert response.status_code == 409
    html = response.content.decode()
    assert re.search(r'name="q:question_2">.*?value="first" selected', html)
    assert 'name="read_version" value="2"' in html
    assert len(now(profile).question("crit").option("high").rules) == 2
    assert editor.post(url, sent | {"read_version": "2"}).status_code == 302
    assert len(now(profile).question("crit").option("high").rules) == 3


# --- trying ------------------------------------------------------------------------------


def test_a_profile_is_tried_without_saving(viewer, version, profile):
    url = url_of(profile, f"try/?lens={version.lens_id}&a-crit=high&a-goals=fast&a-goals=cheap")
    html = text_of(viewer, url)
    assert "<strong>2</strong> of 3 questions of Small lens are prioritised." in html
    places = re.findall(r'data-label="Place">(\d)</td>\s*<th scope="row">([^<]*)<', html)
    assert places == [("1", "How do you get data back?"), ("2", "How do you do number 1?")]
    assert 'value="high" id="id_a-crit_1" checked' in html
    fragment = viewer.get(url, headers={"HX-Request": "true", "HX-Target": "outcome"})
    assert fragment.content.decode().lstrip().startswith('<div class="card__body')


def test_trying_what_there_is_not_comes_to_nothing(viewer, profile):
    html = text_of(viewer, url_of(profile, "try/?lens=gone&a-crit=gone"))
    assert "<strong>0</strong> of " in html
    assert "Nothing reaches the threshold here." in html
    assert "not in the profile any more" in html


# --- a workload --------------------------------------------------------------------------


def priorities_url(workload, rest=""):
    return f"/workloads/{workload.pk}/priorities/{rest}"


def test_a_workload_chooses_answers_and_sees_what_comes_first(
    editor, viewer, workload, version, profile
):
    make_review(workload, version)
    url = priorities_url(workload)
    assert "House profile" in text_of(viewer, url)
    assert "Use it" not in text_of(viewer, url)
    html = editor.post(priorities_url(workload, "use/"), {"profile": profile.pk}, follow=True)
    assert "Not answered yet." in html.content.decode()
    assert "0 of 3 prioritised" in html.content.decode()

    response = editor.post(url, {"read_version": 1, "a-crit": "high", "a-goals": ["fast"]})
    assert response["Location"] == url
    html = text_of(viewer, url)
    assert "2 of 3 prioritised: 2 unanswered, 0 high risk" in html
    places = re.findall(r'data-label="Place">\d</td>\s*<th scope="row"><a href="([^"]*)"', html)
    assert [each.rstrip("/").rsplit("/", 1)[1] for each in places] == ["backups", "question_1"]
    assert re.findall(r'Score">(\d)<span class="table__sub">(\d \+ \d)', html) == [
        ("5", "4 + 1"),
        ("4", "3 + 1"),
    ]
    assert "How the order is worked out" in html
    assert "Save the answers" not in html
    use = profile_in_use(workload)
    assert (use.answers, use.updated_by) == ({"crit": ["high"], "goals": ["fast"]}, editor.user)


def test_one_answer_can_be_taken_back(editor, workload, profile):
    use = answered(workload, profile, crit="high")
    editor.post(priorities_url(workload), {"read_version": use.version, "a-crit": ""})
    assert profile_in_use(workload).answers == {}


def test_an_answer_that_the_profile_lost_meanwhile_is_refused_in_words(editor, workload, profile):
    use = answered(workload, profile, crit="high")
    sent = {"read_version": use.version, "a-crit": "gone", "a-goals": ["cheap"]}
    response = editor.post(priorities_url(workload), sent)
    assert response.status_code == 422
    html = response.content.decode()
    assert "This answer is not in the profile any more." in html
    assert re.search(r'value="cheap"[^>]*checked', html)
    assert profile_in_use(workload).answers == {"crit": ["high"]}


def test_answers_over_newer_ones_are_a_conflict(editor, workload, profile):
    answered(workload, profile, crit="high")
    response = editor.post(priorities_url(workload), {"read_version": 1, "a-crit": "low"})
    assert response.status_code == 409
    html = response.content.decode()
    assert "Somebody else changed these answers" in html
    assert re.search(r'value="low"[^>]*checked', html)
    assert profile_in_use(workload).answers == {"crit": ["high"]}
    editor.post(priorities_url(workload), {"read_version": 2, "a-crit": "low"})
    assert profile_in_use(workload).answers == {"crit": ["low"]}


def test_using_none_ends_it_and_a_late_answer_says_so(editor, workload, profile):
    answered(workload, profile, crit="high")
    html = editor.post(priorities_url(workload, "use/"), {"profile": ""}, follow=True)
    assert "No profile is used." in html.content.decode()
    assert profile_in_use(workload) is None
    late = editor.post(priorities_url(workload), {"read_version": 2}, follow=True)
    assert "nothing was saved" in late.content.decode()


def test_what_a_workload_answered_before_stands_again(editor, organisation, workload, profile):
    answered(workload, profile, crit="high")
    other = house_profile(organisation, name="Other profile")
    use = priorities_url(workload, "use/")
    editor.post(use, {"profile": other.pk})
    html = text_of(editor, priorities_url(workload))
    assert "Other profile" in html
    assert f'<option value="{profile.pk}">House profile</option>' in html
    editor.post(use, {"profile": profile.pk})
    assert profile_in_use(workload).answers == {"crit": ["high"]}
    for broken in ("x", "00000000-0000-0000-0000-000000000000"):
        assert editor.post(use, {"profile": broken}).status_code == 404


def test_rules_that_name_nothing_in_the_reviewed_version_are_told(
    viewer, organisation, workload, version, profile
):
    smaller = small_lens(questions=0)
    smaller["pillars"][1]["questions"] = small_lens(questions=2)["pillars"][1]["questions"][1:]
    add_version(version.lens, smaller)
    make_review(workload, version)
    answered(workload, profile, crit="high")
    html = text_of(viewer, priorities_url(workload))
    assert "1 rule names what is not in this version of the lens" in html
    assert "How do you do number 1?" in html
    answered(workload, profile, crit="low")
    assert "not in this version" not in text_of(viewer, priorities_url(workload))


@pytest.mark.parametrize("many", [1, 3])
def test_a_workloads_priorities_take_the_same_queries_whatever_the_size(
    viewer, organisation, workload, django_assert_num_queries, many
):
    for _ in range(many):
        make_review(workload, make_lens(small_lens(questions=many * 4)))
    answered(workload, house_profile(organisation), crit="high")
    viewer.get(priorities_url(workload))
    with django_assert_num_queries(10):
        viewer.get(priorities_url(workload))
