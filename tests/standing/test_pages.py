"""The pages of templates, without a script: written, previewed, published, applied, given back."""

import json
import re
from html import unescape

import pytest

from reviewapp.reviews.domain.answers import save_answer
from reviewapp.standing.domain.applying import apply_templates
from reviewapp.standing.domain.saying import said_by
from reviewapp.standing.domain.templates import create_template
from reviewapp.standing.models import Propagation, ReviewTemplate, StandingAnswer, TemplateUse
from reviewapp.standing.propagating import propagate
from reviewapp.workloads.models import Workload
from tests.factories import make_organisation, make_user, make_workload
from tests.reviews.factories import answer_of, decide, make_lens, make_review
from tests.workloads.forms import profile

from .factories import make_template, say_all, use, use_of

pytestmark = pytest.mark.django_db

IN, NOT, NA = "in_place", "not_in_place", "not_applicable"


@pytest.fixture
def version(organisation):
    return make_lens(organisation=organisation)


@pytest.fixture
def review(workload, version):
    return make_review(workload, version)


@pytest.fixture
def template(organisation, version):
    return make_template(organisation, version, {"backups": {"tested": IN}}, name="Backups")


def url(template, rest=""):
    return f"/templates/{template.pk}/{rest}"


def question_url(template, version, question="backups"):
    return url(template, f"questions/{version.lens_id}/{question}/")


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text)


def hidden(response, name: str) -> str:
    """The value of a hidden field, or of a hidden text area."""
    html = response.content.decode()
    found = re.search(rf'name="{name}" value="([^"]*)"', html) or re.search(
        rf'name="{name}" hidden>([^<]*)<', html
    )
    assert found, name
    return unescape(found[1])


def tokens(response) -> list[str]:
    found = re.findall(r'name="take" value="([^"]*)"', response.content.decode())
    return [unescape(each) for each in found]


def save(review, *selected, question="backups", **more):
    answer = answer_of(review, question)
    save_answer(
        answer_id=answer.pk,
        read_version=answer.version,
        decision=decide(*selected, **more),
        by=make_user(review.workload.organisation, "lead", name="Mira"),
    )


# --- the list, and a template as such ------------------------------------------------------


def test_the_list_shows_the_organisations_own_alone(editor, organisation, template, stranger):
    make_template(stranger.user.organisations.get(), name="Theirs")
    create_template(organisation=organisation, name="New one", description="", by=None)
    page = editor.get("/templates/")
    assert "Backups" in words(page)
    assert "New one Never published" in words(page)
    assert "Theirs" not in words(page)
    assert "Backups" not in words(editor.get("/templates/?q=central"))


def test_the_queries_of_the_list_do_not_grow(
    editor, organisation, version, django_assert_num_queries
):
    make_template(organisation, version, {"backups": {"tested": IN}})
    editor.get("/templates/")
    with django_assert_num_queries(8):
        editor.get("/templates/")
    for _ in range(3):
        make_template(organisation, version, {"backups": {"tested": IN}})
    with django_assert_num_queries(8):
        editor.get("/templates/")


def test_a_template_is_made(editor, organisation):
    made = editor.post("/templates/new/", {"name": " Central  logging ", "description": "All."})
    template = ReviewTemplate.objects.get()
    assert made["Location"] == url(template, "questions/")
    assert (template.name, template.created_by) == ("Central logging", editor.user)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x", "at least 3 characters"),
        ("n" * 101, "at most 100 characters"),
        ("backUPS", "has a template of this name already"),
    ],
)
def test_a_name_that_cannot_be_is_refused(editor, template, name, said):
    refused = editor.post("/templates/new/", {"name": name, "description": "kept"})
    assert refused.status_code == 422
    assert said in words(refused)
    assert "kept" in words(refused)


def test_another_organisation_may_have_the_name(template, stranger):
    assert stranger.post("/templates/new/", {"name": "Backups"}).status_code == 302


def test_the_name_is_not_saved_over_somebody_elses(editor, template):
    first = {"name": "One name", "version": template.version}
    assert editor.post(url(template, "edit/"), first).status_code == 302
    second = editor.post(url(template, "edit/"), {**first, "name": "Another"})
    assert second.status_code == 409
    assert 'value="Another"' in second.content.decode()
    assert "One name" in words(second)
    again = {"name": "Another", "version": hidden(second, "version")}
    assert editor.post(url(template, "edit/"), again).status_code == 302


def test_a_workload_is_offered_every_published_template_page_by_page(
    editor, organisation, workload
):
    ReviewTemplate.objects.bulk_create(
        ReviewTemplate(organisation=organisation, name=f"Template {number:03}", published=1)
        for number in range(27)
    )
    page = f"/workloads/{workload.pk}/templates/"
    first, second = words(editor.get(page)), words(editor.get(f"{page}?page=2"))
    assert "1–25 of 27 templates" in first
    assert ("Template 024" in first, "Template 025" in first) == (True, False)
    assert ("Template 024" in second, "Template 026" in second) == (False, True)


def test_a_deleted_template_is_gone_and_its_name_free(editor, workload, review, template):
    use(template, workload)
    editor.post(url(template, "delete/"))
    assert editor.get(url(template)).status_code == 404
    assert editor.post("/templates/new/", {"name": "Backups"}).status_code == 302
    propagate(str(Propagation.objects.latest("queued_at").pk))
    assert not TemplateUse.objects.exists()
    assert answer_of(review).selected == ["tested"]


# --- what it says ----------------------------------------------------------------------------


def test_standing_answers_are_written(editor, template, version):
    read = hidden(editor.get(question_url(template, version, "question_1")), "read")
    sent = {
        "read": read,
        "state:first_1": NA,
        "reason:first_1": "OUT_OF_SCOPE",
        "note:first_1": "Not here.",
        "evidence:first_1": "Wiki",
        "url:first_1": "https://example.com/x",
        "checked_on:first_1": "2026-01-31",
        "state:second_1": "",
    }
    saved = editor.post(question_url(template, version, "question_1"), sent)
    assert saved["Location"] == url(template)

    answer = StandingAnswer.objects.get(question_id="question_1")
    assert (answer.state, answer.reason, answer.checked_on.day) == (NA, "OUT_OF_SCOPE", 31)
    shown = words(editor.get(url(template)))
    assert "Not applicable: out of scope" in shown
    assert "Evidence: Wiki https://example.com/x" in shown
    assert "1 change not published." in shown
    assert "New" in shown


def test_after_a_question_one_may_go_on_to_another(editor, template, version):
    read = hidden(editor.get(question_url(template, version)), "read")
    sent = {"read": read, "state:tested": IN, "then": "more"}
    saved = editor.post(question_url(template, version), sent)
    assert saved["Location"] == url(template, f"questions/?lens={version.lens_id}")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("url", "javascript:alert(1)", "starts with http:// or https://"),
        ("url", "ftp://example.com", "starts with http:// or https://"),
        ("checked_on", "2026-02-31", "Not a day"),
        ("checked_on", "2999-01-01", "still to come"),
        ("note", "x" * 2001, "2,000 fit"),
        ("note", "a\x00b", "U+0000"),
        ("reason", "BECAUSE", "is no reason"),
        ("state", "perhaps", "Choose one of the four"),
        ("state", "", "would stand beside nothing"),
    ],
)
def test_what_cannot_be_said_is_refused_beside_its_field(
    editor, template, version, field, value, said
):
    sent = {"state:copies": NA, "note:copies": "My words.", f"{field}:copies": value}
    refused = editor.post(question_url(template, version), {"read": "", **sent})
    assert refused.status_code == 422
    assert said in words(refused)
    if field != "note":
        assert "My words." in refused.content.decode()
    assert said_by(template).keys() == {*said_by(template)}
    assert StandingAnswer.objects.count() == 1


def test_two_who_write_one_question_see_both(editor, template, version):
    page = editor.get(question_url(template, version))
    say_all(template, version, "backups", {"tested": NOT})
    sent = {"read": hidden(page, "read"), "state:tested": IN, "state:copies": IN}
    stale = editor.post(question_url(template, version), sent)
    assert stale.status_code == 409
    assert "Theirs, saved Not in place" in words(stale)
    assert StandingAnswer.objects.get(choice_id="tested").state == NOT

    again = {**sent, "read": hidden(stale, "read")}
    assert editor.post(question_url(template, version), again).status_code == 302
    assert StandingAnswer.objects.filter(state=IN).count() == 2


def test_two_who_write_two_questions_do_not_meet(editor, template, version):
    page = editor.get(question_url(template, version, "question_1"))
    say_all(template, version, "backups", {"tested": NOT})
    sent = {"read": hidden(page, "read"), "state:first_1": IN}
    assert editor.post(question_url(template, version, "question_1"), sent).status_code == 302


def test_only_the_whole_question_may_not_be_in_place(editor, template, version):
    page = editor.get(question_url(template, version)).content.decode()
    whole = page[page.index('name="state:"') :]
    assert 'name="state:" value="in_place"' not in whole


def test_a_question_is_found_by_its_words(editor, template, version):
    page = words(editor.get(url(template, f"questions/?lens={version.lens_id}&q=rel09-bp04")))
    assert "How do you get data back?" in page
    assert "1 of 3 said" in page
    assert "number 1?" not in page


def test_a_lens_of_another_organisation_is_not_there(editor, template, stranger):
    theirs = make_lens(organisation=stranger.user.organisations.get())
    assert editor.get(question_url(template, theirs)).status_code == 404
    page = editor.get(url(template, f"questions/?lens={theirs.lens_id}")).content.decode()
    # Their id stands there in the page's own address alone, to which a choice of language leads back.
    assert page.count(str(theirs.lens_id)) == page.count(f"questions/?lens={theirs.lens_id}")


def test_changes_can_be_taken_back(editor, template, version):
    say_all(template, version, "backups", {"copies": IN})
    template.refresh_from_db()
    assert "No longer said" in words(editor.get(url(template)))
    editor.post(url(template, "discard/"), {"version": template.version})
    assert [each.choice_id for each in template.answers.all()] == ["tested"]


def test_a_viewer_reads_and_is_offered_nothing_to_write(viewer, workload, review, template):
    use(template, workload)
    for address in (
        url(template),
        url(template, "workloads/"),
        f"/workloads/{workload.pk}/templates/",
    ):
        page = viewer.get(address)
        assert page.status_code == 200
        main = page.content.decode().split("<main", 1)[1]
        assert 'method="post"' not in main
        assert "Add answers" not in main


# --- publishing ------------------------------------------------------------------------------


def test_a_new_template_is_published_before_it_is_applied(editor, organisation, version):
    new = create_template(organisation=organisation, name="New", description="", by=None)
    say_all(new, version, "backups", {"tested": IN})
    assert editor.get(url(new, "apply/"))["Location"] == url(new, "publish/")
    page = editor.get(url(new, "publish/"))
    assert "No workload uses the template yet" in words(page)
    sent = {"version": hidden(page, "version"), "step": "publish", "note": "First."}
    assert editor.post(url(new, "publish/"), sent)["Location"] == url(new)
    assert "Version 1 First." in words(editor.get(url(new)))


def test_publishing_shows_what_would_change_and_writes_nothing(
    editor, workload, review, template, version
):
    use(template, workload)
    save(review, "question_1_no", question="question_1")
    say_all(template, version, "backups", {"tested": NOT, "copies": IN, "automatic": IN})
    say_all(template, version, "question_1", {"first_1": IN})

    page = editor.get(url(template, "publish/"))

    text = words(page)
    assert "1 answer changes" in text
    assert "1 to choose" in text
    assert "MRI → becomes HRI" in text
    assert "decided there: Not in place ; the template says: In place" in text
    assert "Last written by Mira" in text
    assert answer_of(review).selected == ["tested"]

    (token,) = tokens(page)
    sent = {"version": hidden(page, "version"), "step": "preview:1", "take": token}
    taken = editor.post(url(template, "publish/"), sent)
    assert "2 answers change" in words(taken)
    assert "HRI → becomes MRI" in words(taken)

    done = editor.post(url(template, "publish/"), {**sent, "step": "publish"})
    assert done["Location"] == url(template, "workloads/")
    propagate(str(Propagation.objects.latest("queued_at").pk))
    assert answer_of(review).selected == ["automatic", "copies"]
    assert answer_of(review, "question_1").selected == ["first_1"]


def test_what_was_changed_meanwhile_is_not_published_unseen(
    editor, workload, review, template, version
):
    use(template, workload)
    say_all(template, version, "backups", {"copies": IN})
    page = editor.get(url(template, "publish/"))
    say_all(template, version, "backups", {"copies": NOT})
    sent = {"version": hidden(page, "version"), "step": "publish"}
    refused = editor.post(url(template, "publish/"), sent)
    assert refused.status_code == 409
    assert "was changed while you looked" in words(refused)
    template.refresh_from_db()
    assert template.published == 1


def test_nothing_to_publish_leads_back(editor, template):
    assert editor.get(url(template, "publish/"))["Location"] == url(template)


# --- applying --------------------------------------------------------------------------------


def test_a_template_is_applied_step_by_step(editor, organisation, workload, review, template):
    other = make_review(make_workload(organisation, "Search"), review.version)
    save(other, "automatic")
    choose = editor.get(url(template, "apply/"))
    assert "Checkout" in words(choose)

    ids = [str(workload.pk), str(other.workload_id)]
    preview = editor.post(url(template, "apply/"), {"step": "preview", "workload": ids})
    assert "on 2 workloads" in words(preview)
    assert answer_of(review).selected == []

    sent = {"chosen": hidden(preview, "chosen"), "take": tokens(preview), "step": "apply"}
    done = editor.post(url(template, "apply/"), sent)
    assert done["Location"] == url(template, "workloads/")
    assert "Not applied yet" in words(editor.get(done["Location"]))

    propagate(str(Propagation.objects.get().pk))
    assert answer_of(review).selected == ["tested"]
    assert answer_of(other).selected == ["automatic", "tested"]
    assert "2 workloads reached, 2 answers changed" in words(editor.get(done["Location"]))


def test_a_search_keeps_what_was_chosen(editor, organisation, workload, template):
    found = make_workload(organisation, "Search")
    sent = {"step": "search", "q": "sear", "workload": str(workload.pk)}
    page = editor.post(url(template, "apply/"), sent)
    assert hidden(page, "chosen") == str(workload.pk)
    assert "Checkout" not in words(page)
    both = {"chosen": str(workload.pk), "workload": str(found.pk), "step": "preview"}
    assert "on 2 workloads" in words(editor.post(url(template, "apply/"), both))


def test_pages_of_a_preview_carry_what_was_taken(editor, organisation, version, template):
    reviews = [make_review(make_workload(organisation, f"W{n:02}"), version) for n in range(12)]
    for review in reviews:
        save(review, "automatic")
    ids = ",".join(str(review.workload_id) for review in reviews)
    first = editor.post(url(template, "apply/"), {"step": "preview", "chosen": ids})
    assert len(tokens(first)) == 10
    taken = tokens(first)[:2]
    second = editor.post(
        url(template, "apply/"), {"step": "preview:2", "chosen": ids, "take": taken}
    )
    assert hidden(second, "taken").splitlines() == sorted(taken)
    sent = {"chosen": ids, "taken": hidden(second, "taken"), "take": tokens(second)[:1]}
    editor.post(url(template, "apply/"), {**sent, "step": "apply"})
    propagate(str(Propagation.objects.get().pk))
    followed = [review for review in reviews if "tested" in answer_of(review).selected]
    assert len(followed) == 3


def test_nothing_chosen_and_too_much_are_refused(editor, workload, template, monkeypatch):
    assert "Tick at least one" in words(editor.post(url(template, "apply/"), {"step": "preview"}))
    monkeypatch.setattr("reviewapp.standing.views.reaching.MOST_WORKLOADS", 0)
    sent = {"step": "preview", "workload": str(workload.pk)}
    refused = editor.post(url(template, "apply/"), sent)
    assert refused.status_code == 422
    assert "workloads at once" in words(refused)


def test_workloads_of_others_are_neither_shown_nor_taken(editor, template, stranger):
    theirs = make_workload(stranger.user.organisations.get(), "Theirs")
    assert "Theirs" not in words(editor.get(url(template, "apply/")))
    sent = {"step": "apply", "chosen": str(theirs.pk)}
    assert editor.post(url(template, "apply/"), sent).status_code == 422
    assert not TemplateUse.objects.exists()


@pytest.mark.parametrize("token", ["", "{", "[]", "[1,2,3,4,5]", '["x","y","z","w",1]', "[" * 5000])
def test_tokens_that_are_none_are_ignored(editor, workload, review, template, token):
    sent = {"step": "apply", "chosen": str(workload.pk), "take": token, "taken": token}
    assert editor.post(url(template, "apply/"), sent).status_code == 302


def test_a_preview_costs_no_more_queries_for_more_questions(
    editor, organisation, version, django_assert_max_num_queries
):
    said = {"backups": {"tested": IN}, "question_1": {"first_1": IN}, "question_2": {"first_2": IN}}
    template = make_template(organisation, version, said)
    reviews = [make_review(make_workload(organisation), version) for _ in range(5)]
    ids = ",".join(str(review.workload_id) for review in reviews)
    # One for each workload: the dates of its events.
    with django_assert_max_num_queries(22 + len(reviews)):
        editor.post(url(template, "apply/"), {"step": "preview", "chosen": ids})


# --- the workloads of a template, the templates of a workload ----------------------------------


def test_the_states_of_workloads_are_told(editor, organisation, version, template):
    names = ("In step here", "Overridden", "Lagging")
    reviews = {n: make_review(make_workload(organisation, n), version) for n in names}
    for review in reviews.values():
        use(template, review.workload)
    save(reviews["Overridden"], "automatic")
    TemplateUse.objects.filter(workload=reviews["Lagging"].workload).update(version=0)
    text = words(editor.get(url(template, "workloads/")))
    assert "In step here In step 1 0 0 0" in text
    assert "Overridden 1 decided there 0 1 0 0" in text
    assert "Lagging Behind 1 0 0 0" in text


def test_the_queries_of_the_workloads_do_not_grow(
    editor, organisation, version, template, django_assert_num_queries
):
    use(template, make_review(make_workload(organisation), version).workload)
    editor.get(url(template, "workloads/"))
    with django_assert_num_queries(16):
        editor.get(url(template, "workloads/"))
    for _ in range(3):
        use(template, make_review(make_workload(organisation), version).workload)
    with django_assert_num_queries(16):
        editor.get(url(template, "workloads/"))


def test_a_choice_follows_again(editor, workload, review, template):
    use(template, workload)
    save(review, "automatic")
    page = editor.get(f"/workloads/{workload.pk}/templates/?show=overridden")
    assert "Decided here, otherwise" in words(page)
    (token,) = tokens(page)
    editor.post(f"/workloads/{workload.pk}/templates/follow/", {"take": token})
    assert answer_of(review).selected == ["automatic", "tested"]
    assert "In step" in words(editor.get(f"/workloads/{workload.pk}/templates/"))


def test_a_whole_question_follows_again(editor, organisation, workload, review, version):
    said = {"backups": {"tested": IN, "copies": IN}}
    use(make_template(organisation, version, said), workload)
    save(review, "automatic")
    page = editor.get(f"/workloads/{workload.pk}/templates/")
    every = tokens(page)[-1]
    assert len(every.splitlines()) == 2
    editor.post(f"/workloads/{workload.pk}/templates/follow/", {"take": every})
    assert answer_of(review).selected == ["automatic", "tested", "copies"]


def test_an_answer_that_changed_since_is_not_given_back(editor, workload, review, template):
    use(template, workload)
    save(review, "automatic")
    (token,) = tokens(editor.get(f"/workloads/{workload.pk}/templates/"))
    save(review, "copies")
    done = editor.post(f"/workloads/{workload.pk}/templates/follow/", {"take": token}, follow=True)
    assert "Nothing was given back" in words(done)
    assert answer_of(review).selected == ["copies"]


def test_another_workloads_choice_is_not_given_back(editor, organisation, version, template):
    first, second = (make_review(make_workload(organisation), version) for _ in range(2))
    for review in (first, second):
        use(template, review.workload)
        save(review, "automatic")
    (token,) = tokens(editor.get(f"/workloads/{first.workload_id}/templates/"))
    editor.post(f"/workloads/{second.workload_id}/templates/follow/", {"take": token})
    assert answer_of(first).selected == answer_of(second).selected == ["automatic"]


def test_templates_are_moved_and_taken_off(editor, organisation, workload, review, version):
    first = make_template(organisation, version, {"backups": {"tested": IN}}, name="First")
    second = make_template(organisation, version, {"backups": {"tested": NOT}}, name="Second")
    use(first, workload)
    use(second, workload)
    base = f"/workloads/{workload.pk}/templates/"
    assert "“Second”, version 1 says something of it too" in words(editor.get(base))

    editor.post(f"{base}{use_of(second, workload).pk}/move/", {"to": "up"})
    assert answer_of(review).selected == []

    off = f"{base}{use_of(second, workload).pk}/detach/"
    assert "Take “Second” off" in words(editor.get(off))
    editor.post(off)
    assert answer_of(review).selected == ["tested"]
    assert editor.post(off).status_code == 404


def test_what_is_behind_can_be_applied_by_hand(editor, workload, review, template):
    use(template, workload)
    propagate(str(Propagation.objects.get().pk))
    TemplateUse.objects.update(due=True)
    base = f"/workloads/{workload.pk}/templates/"
    assert "Apply it now" in words(editor.get(base))
    editor.post(f"{base}apply/")
    assert "on its way to this workload" in words(editor.get(base))
    htmx = {"HX-Request": "true"}
    assert "on its way to this workload" in words(editor.get(base, headers=htmx))
    propagate(str(Propagation.objects.latest("queued_at").pk))
    assert "Apply it now" not in words(editor.get(base))
    assert editor.get(base, headers=htmx)["HX-Refresh"] == "true"


def test_the_page_that_waits_is_loaded_again_in_the_end(editor, workload, review, template):
    use(template, workload)
    htmx = {"HX-Request": "true"}
    waiting = editor.get(url(template, "progress/"), headers=htmx)
    assert "Waiting for a worker" in words(waiting)
    assert "hx-trigger" in waiting.content.decode()
    propagate(str(Propagation.objects.get().pk))
    assert editor.get(url(template, "progress/"), headers=htmx)["HX-Refresh"] == "true"


def test_a_job_is_stopped_and_gone_on_with(editor, workload, review, template):
    use(template, workload)
    editor.post(url(template, "cancel/"))
    assert Propagation.objects.get().state == "cancelled"
    assert "Go on" in words(editor.get(url(template, "workloads/")))
    editor.post(url(template, "again/"))
    assert Propagation.objects.filter(state="queued").count() == 1


def test_the_question_says_where_its_answer_came_from(editor, workload, review, template):
    use(template, workload)
    page = editor.get(f"/workloads/{workload.pk}/review/{review.slug}/backups/")
    assert "From a review template : Template “Backups”, version 1." in words(page)
    save(review, "automatic")
    page = editor.get(f"/workloads/{workload.pk}/review/{review.slug}/backups/")
    assert "From a review template" not in words(page)


# --- made from answers, and for a new workload ---------------------------------------------------


def test_a_template_is_made_from_answers(editor, workload, review, version):
    detail = {"copies": {"not_applicable": True, "reason": "OTHER", "notes": "One region."}}
    from reviewapp.reviews.domain.decisions import ChoiceDetail

    details = {key: ChoiceDetail(**each) for key, each in detail.items()}
    save(review, "tested", choice_details=details)
    save(review, question="question_1", not_applicable=True, notes="Not ours.")
    base = f"/workloads/{workload.pk}/templates/make/"
    assert words(editor.get(base)).count("ticked") >= 1
    sent = {
        "name": "From Checkout",
        "answer": [answer_of(review).pk, answer_of(review, "question_1").pk],
    }
    made = editor.post(base, sent)
    template = ReviewTemplate.objects.get()
    assert made["Location"] == url(template)
    rows = template.answers.order_by("question_id", "choice_id")
    assert [(r.question_id, r.choice_id, r.state, r.note) for r in rows] == [
        ("backups", "copies", NA, "One region."),
        ("backups", "tested", IN, ""),
        ("question_1", "", NA, "Not ours."),
    ]
    assert template.published == 0


def test_what_is_not_ticked_may_be_said_too(editor, workload, review):
    save(review, "tested")
    sent = {"name": "All of it", "answer": answer_of(review).pk, "absent_too": "on"}
    editor.post(f"/workloads/{workload.pk}/templates/make/", sent)
    states = dict(StandingAnswer.objects.values_list("choice_id", "state"))
    assert states == {"tested": IN, "automatic": NOT, "copies": NOT}


def test_answers_of_another_workload_are_not_made_into_one(editor, workload, review, organisation):
    other = make_review(make_workload(organisation), review.version)
    save(review, "tested")
    save(other, "copies")
    sent = {"name": "Both", "answer": [answer_of(other).pk, answer_of(review).pk, "x"]}
    editor.post(f"/workloads/{workload.pk}/templates/make/", sent)
    assert [each.choice_id for each in StandingAnswer.objects.all()] == ["tested"]


def test_no_question_chosen_is_said(editor, workload, review):
    save(review, "tested")
    refused = editor.post(f"/workloads/{workload.pk}/templates/make/", {"name": "Empty"})
    assert refused.status_code == 422
    assert "Tick at least one question" in words(refused)
    assert 'value="Empty"' in refused.content.decode()


def test_a_new_workload_picks_its_templates(editor, template):
    page = editor.get("/workloads/new/")
    assert "Review templates" in words(page)
    sent = profile(name="Fresh", templates=str(template.pk))
    refused = editor.post("/workloads/new/", {**sent, "name": "x"})
    assert re.search(rf'value="{template.pk}" checked', refused.content.decode())
    assert editor.post("/workloads/new/", sent).status_code == 302
    fresh = Workload.objects.get(name="Fresh")
    assert [each.template for each in fresh.template_uses.all()] == [template]


def test_the_form_of_a_new_workload_names_no_others_templates(editor, stranger):
    make_template(stranger.user.organisations.get(), name="Theirs")
    assert "Theirs" not in words(editor.get("/workloads/new/"))


def test_a_template_over_an_unshared_lens_shows_no_words_of_it(editor, organisation, template):
    theirs = make_lens(organisation=make_organisation())
    say_all(template, theirs, "backups", {"copies": IN})
    page = words(editor.get(url(template)))
    assert "Not in the library any more" in page
    assert "Practice copies" not in page


def test_applying_is_idempotent_from_the_page(editor, workload, review, template):
    use(template, workload)
    before = answer_of(review).version
    sent = {"step": "apply", "chosen": str(workload.pk)}
    assert editor.post(url(template, "apply/"), sent).status_code == 302
    apply_templates(workload.pk, by=None)
    assert answer_of(review).version == before
    assert json.dumps(use_of(template, workload).applied).count("tested") == 1
