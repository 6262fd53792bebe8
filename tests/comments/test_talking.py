"""Threads and comments: who may, what is kept, what a second press or a second person does."""

import json
import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from reviewapp.audit.models import Entry
from reviewapp.comments.domain.settling import resolve
from reviewapp.comments.models import Attachment, Comment, CommentEdit, Mention, Thread
from reviewapp.files.models import StoredFile
from reviewapp.notices.domain import bundle_waiting
from reviewapp.notices.mail import send_mailing
from reviewapp.notices.models import Mailing, Notice
from reviewapp.people.models import Role
from reviewapp.workloads.models import WorkloadShare
from tests.factories import login, make_organisation, make_user, make_workload
from tests.reviews.factories import make_finding, make_run
from tests.reviews.test_true_types import PDF, picture

from .factories import (
    HTMX,
    answer_to,
    comment_url,
    question_url,
    say,
    say_on,
    sent,
    thread_url,
)

pytestmark = pytest.mark.django_db


def page_of(review) -> str:
    return f"/workloads/{review.workload_id}/review/{review.slug}/backups/"


def told(user) -> list[tuple[str, str]]:
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("kind", "text"))


# --- saying ---------------------------------------------------------------------------------


def test_a_comment_appears_on_the_question_and_by_itself(review, ada, viewer):
    answer = ada.post(question_url(review), sent("Is the **restore** rehearsed?"))
    said = Comment.objects.get()
    assert answer.url == f"{page_of(review)}#comment-{said.pk}"
    for address in (page_of(review), thread_url(said.thread), question_url(review)):
        shown = viewer.get(address).content.decode()
        assert f'id="comment-{said.pk}"' in shown
        assert "Is the <strong>restore</strong> rehearsed?" in shown
        # A viewer reads.
        assert 'name="text"' not in shown


def test_a_thread_on_a_choice_stays_with_the_choice(review, ada):
    ada.post(question_url(review, "?choice=tested"), sent("Last spring."))
    thread = Thread.objects.get()
    assert (thread.kind, thread.choice_id, thread.detail) == ("choice", "tested", "Practice tested")
    assert "Last spring." in ada.get(question_url(review, "?choice=tested")).content.decode()
    assert "Last spring." not in ada.get(question_url(review)).content.decode()
    # The page of the question counts it, at the choice and in the list of questions.
    marks = ada.get(page_of(review)).content.decode()
    assert f'data-talk-count="{thread.place}"><span data-talk-number>1' in marks
    assert 'data-talk-count="question:backups"><svg' in marks
    assert 'data-talk-count="question:question_1" hidden>' in marks


@pytest.mark.parametrize("choice", ["backups_no", "nothing"])
def test_only_practices_of_the_question_are_talked_of(review, ada, choice):
    assert ada.post(question_url(review, f"?choice={choice}"), sent("x")).status_code == 404


def test_a_thread_on_a_finding_is_there_after_the_next_scan(review, ada):
    run, later = (make_run(review.workload, checks=["ebs-volumes-encrypted"]) for _each in "12")
    first = make_finding(run, "ebs-volumes-encrypted", resource="arn:aws:x")
    base = f"/workloads/{review.workload_id}"
    ada.post(f"{base}/discussion/findings/{first.pk}/", sent("Accepted until May."))
    again = make_finding(later, "ebs-volumes-encrypted", resource="arn:aws:x")
    other = make_finding(again.run, "ebs-volumes-encrypted", resource="arn:aws:y")
    assert "Accepted until May." in ada.get(f"{base}/findings/{again.pk}/").content.decode()
    assert "Accepted until May." not in ada.get(f"{base}/findings/{other.pk}/").content.decode()
    # The thread leads to the finding of the newest scan.
    page = ada.get(thread_url(Thread.objects.get())).content.decode()
    assert f"{base}/findings/{again.pk}/" in page


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write something first."),
        ("  \n ", "Write something first."),
        ("x" * 10_001, "At most 10000 characters; this has 10001."),
        ("@[Nobody Here] look", "Nobody called “Nobody Here” may see this workload"),
        ("@nobody@example.com look", "Nobody called “nobody@example.com” may see"),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_what_cannot_be_said_comes_back_with_words(review, ada, text, words, headers):
    answer = ada.post(question_url(review), sent(text), headers=headers)
    assert answer.status_code == 422
    shown = unescape(answer.content.decode())
    assert words in shown
    assert f">\n{text}</textarea>" in shown
    assert not Thread.objects.exists()


def test_lines_end_as_everywhere_and_count_once(review, ada):
    ada.post(question_url(review), sent("a\r\n" * 4_000))
    assert Comment.objects.get().text == ("a\n" * 4_000).strip()


def test_sent_twice_it_is_said_once(review, ada):
    first = sent("Twice?")
    for _press in range(2):
        assert ada.post(question_url(review), first).status_code == 302
    assert Comment.objects.count() == Thread.objects.count() == 1
    again = sent("Replied twice?")
    for _press in range(2):
        ada.post(thread_url(Thread.objects.get()), again)
    assert [each.text for each in Comment.objects.order_by("number")] == [
        "Twice?",
        "Replied twice?",
    ]
    # Another text from the same form, as after going back in the browser, is not lost.
    ada.post(thread_url(Thread.objects.get()), {**again, "text": "Something else."})
    assert Comment.objects.get(number=3).text == "Something else."


def test_a_reply_by_htmx_brings_the_thread_an_empty_form_and_the_counts(review, ada, grace):
    thread = say(review, ada.user, "First.").thread
    answer = grace.post(thread_url(thread), sent("Second."), headers=HTMX)
    shown = answer.content.decode()
    assert "First." in shown
    assert "Second." in shown
    assert f'id="thread-{thread.pk}-said" hx-swap-oob="true"' in shown
    assert "</textarea>" in shown.replace("\n</textarea>", "</textarea>")
    assert json.loads(answer["HX-Trigger"])["talked"]["counts"] == {
        thread.place: 1,
        "question:backups": 1,
    }


# --- who may ----------------------------------------------------------------------------------


def test_readers_read_and_commenters_write(review, viewer, grace, stranger):
    assert viewer.post(question_url(review), sent("x")).status_code == 403
    assert stranger.post(question_url(review), sent("x")).status_code == 404
    assert grace.post(question_url(review), sent("x")).status_code == 302


def test_of_another_organisation_a_contributor_comments_and_a_reader_reads(review, ada):
    thread = say(review, ada.user, "Ours.").thread
    for given, status in ((Role.VIEWER, 403), (Role.CONTRIBUTOR, 302)):
        partner = make_organisation()
        person = login(make_user(partner, Role.OWNER))
        assert person.get(thread_url(thread)).status_code == 404
        WorkloadShare.objects.create(workload=review.workload, organisation=partner, role=given)
        assert "Ours." in person.get(thread_url(thread)).content.decode()
        assert person.post(thread_url(thread), sent("Theirs.")).status_code == status
    # With files and people of both sides, and told of as everything is.
    shot = SimpleUploadedFile("shot.png", picture("PNG"))
    person.post(thread_url(thread), sent("@[Ada Lovelace] see", uploads=shot))
    said = thread.comments.get(number=3)
    url = comment_url(said, f"files/{said.attachments.get().pk}/")
    assert person.get(url).content == ada.get(url).content == picture("PNG")
    assert [kind for kind, _text in told(ada.user)] == ["replied", "mentioned"]
    ada.post(thread_url(thread), sent(f"@[{person.user.name}] thanks"))
    assert "mentioned" in [kind for kind, _text in told(person.user)]


def test_only_the_author_edits_and_a_lead_removes(review, ada, grace, lead):
    said = say(review, grace.user, "Mine.")
    edit, remove = comment_url(said, "edit/"), comment_url(said, "remove/")
    for other in (ada, lead):
        assert other.get(edit).status_code == 403
        assert other.post(edit, {"text": "Theirs.", "version": 1}).status_code == 403
    assert ada.post(remove).status_code == 403
    assert lead.post(remove).status_code == 302
    assert Comment.objects.get().removed_by == lead.user


def test_who_began_it_and_contributors_settle_a_thread(review, ada, grace, viewer, organisation):
    thread = say(review, grace.user, "Done?").thread
    other = login(make_user(organisation, Role.COMMENTER))
    for person, status in ((viewer, 403), (other, 403), (grace, 302)):
        assert person.post(thread_url(thread, "resolve/")).status_code == status
    thread.refresh_from_db()
    assert thread.resolved_by == grace.user
    assert ada.post(thread_url(thread, "reopen/")).status_code == 302
    thread.refresh_from_db()
    assert thread.is_open


def test_a_comment_is_not_reached_through_another_workload_or_thread(review, ada, organisation):
    said = say(review, ada.user, "Here.")
    elsewhere = make_workload(organisation)
    url = comment_url(said, "history/")
    assert ada.get(url).status_code == 200
    assert ada.get(url.replace(str(review.workload_id), str(elsewhere.pk))).status_code == 404
    other = say(review, ada.user, "There.").thread
    assert ada.get(url.replace(str(said.thread_id), str(other.pk))).status_code == 404


# --- editing and removing -----------------------------------------------------------------------


def test_an_edit_keeps_what_was_said_before(review, ada):
    said = say(review, ada.user, "Teh answer.")
    ada.post(comment_url(said, "edit/"), {"text": "The answer.", "version": 1})
    said.refresh_from_db()
    assert (said.text, said.version) == ("The answer.", 2)
    history = ada.get(comment_url(said, "history/")).content.decode()
    assert history.index("The answer.") < history.index("Teh answer.")
    with pytest.raises(TypeError):
        CommentEdit.objects.get().save()
    # The same once more changes nothing.
    ada.post(comment_url(said, "edit/"), {"text": "The answer.", "version": 2})
    assert CommentEdit.objects.count() == 1


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "htmx"])
def test_of_two_edits_the_second_sees_both_texts(review, ada, headers):
    said = say(review, ada.user, "One.")
    ada.post(comment_url(said, "edit/"), {"text": "Two.", "version": 1})
    answer = ada.post(comment_url(said, "edit/"), {"text": "Three.", "version": 1}, headers=headers)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Two." in shown
    assert ">\nThree.</textarea>" in shown
    assert 'name="version" value="2"' in shown
    said.refresh_from_db()
    assert said.text == "Two."
    # Saved again it stands.
    ada.post(comment_url(said, "edit/"), {"text": "Three.", "version": 2})
    said.refresh_from_db()
    assert said.text == "Three."


def test_what_is_removed_is_gone_from_everywhere(review, ada, lead):
    upload = SimpleUploadedFile("key.png", picture("PNG"))
    secret = "AKIAIOSFODNN7EXAMPLE"
    ada.post(question_url(review), sent(f"It is {secret}", uploads=upload))
    said = Comment.objects.get()
    ada.post(comment_url(said, "edit/"), {"text": f"Was {secret}x", "version": 1})
    lead.post(comment_url(said, "remove/"))
    said.refresh_from_db()
    assert (said.text, said.removed_by) == ("", lead.user)
    assert not CommentEdit.objects.exists()
    assert not Attachment.objects.exists()
    assert not StoredFile.objects.exists()
    for address in (page_of(review), thread_url(said.thread), comment_url(said, "history/")):
        assert secret not in ada.get(address).content.decode()
    assert "Removed by" in ada.get(page_of(review)).content.decode()
    # It cannot come back by an edit that was under way, nor be removed twice.
    late = ada.post(comment_url(said, "edit/"), {"text": secret, "version": 2})
    assert late.status_code == 403
    assert lead.post(comment_url(said, "remove/")).status_code == 302


def test_the_log_tells_who_did_what_and_not_the_words(
    review, ada, django_capture_on_commit_callbacks
):
    said = say(review, ada.user, "A secret word.")
    ada.post(comment_url(said, "edit/"), {"text": "Another secret word.", "version": 1})
    resolve(said.thread, by=ada.user)
    ada.post(comment_url(said, "remove/"))
    entries = Entry.objects.filter(action__startswith="comment.").order_by("pk")
    assert [each.action for each in entries] == [
        "comment.added",
        "comment.edited",
        "comment.resolved",
        "comment.removed",
    ]
    assert "secret" not in json.dumps([[each.before, each.after, each.subject] for each in entries])


# --- people -----------------------------------------------------------------------------------------


def test_a_mention_is_kept_by_id_and_told_of(review, ada, grace):
    said = say(review, ada.user, "@[Grace Hopper], can you? `@[Nobody]`")
    assert said.text == f"@[{grace.user.pk}], can you? `@[Nobody]`"
    assert told(grace.user) == [
        (
            "mentioned",
            "Ada Lovelace mentioned you on “How do you get data back?”: @Grace Hopper, can you? @[Nobody]",
        )
    ]
    assert Notice.objects.get().url == f"{thread_url(said.thread)}#comment-{said.pk}"
    grace.user.name = "Grace Murray"
    grace.user.save()
    shown = ada.get(page_of(review)).content.decode()
    assert '<span class="mention">@Grace Murray</span>' in shown
    # Its author edits what they would type now; nobody is told twice.
    form = ada.get(comment_url(said, "edit/")).content.decode()
    assert "@[Grace Murray], can you? `@[Nobody]`" in form
    ada.post(comment_url(said, "edit/"), {"text": "@grace@example.com! Now?", "version": 1})
    said.refresh_from_db()
    assert said.text == f"@[{grace.user.pk}]! Now?"
    assert len(told(grace.user)) == 1


def test_those_who_talk_along_are_told_of_a_reply(review, ada, grace, lead, viewer):
    thread = say(review, ada.user, "First.").thread
    answer_to(thread, grace.user, "Second.")
    assert [kind for kind, _text in told(ada.user)] == ["replied"]
    assert told(grace.user) == []
    answer_to(thread, lead.user, "Third, @[Ada Lovelace].")
    # A mention tells of the reply as well.
    assert sorted(kind for kind, _text in told(ada.user)) == ["mentioned", "replied"]
    assert [kind for kind, _text in told(grace.user)] == ["replied"]
    assert told(viewer.user) == []


def test_whoever_cannot_see_the_workload_is_neither_mentioned_nor_told(review, ada, grace):
    outsider = make_user(make_organisation(), Role.OWNER, name="Eve", email="eve@example.org")
    for text in ("@[Eve] look", "@eve@example.org look"):
        assert ada.post(question_url(review), sent(text)).status_code == 422
    assert not Thread.objects.exists()
    thread = say(review, grace.user, "Bye.").thread
    grace.user.memberships.get().delete()
    answer_to(thread, ada.user, "Are you there?")
    assert told(grace.user) == told(outsider) == []


def test_of_two_people_with_one_name_the_address_decides(review, ada, organisation):
    twins = [make_user(organisation, Role.VIEWER, name="Sam Fox") for _each in range(2)]
    refused = ada.post(question_url(review), sent("@[Sam Fox]!"))
    assert "Several people are called “Sam Fox”" in unescape(refused.content.decode())
    said = say(review, ada.user, f"@[{twins[1].email}] and @{twins[0].email}.")
    assert set(Mention.objects.values_list("user", flat=True)) == {each.pk for each in twins}
    assert said.text == f"@[{twins[1].pk}] and @[{twins[0].pk}]."
    offered = ada.get(f"/workloads/{review.workload_id}/discussion/people/?q=sam f").json()
    assert [each["insert"] for each in offered["people"]] == [
        f"@[{each.email}]" for each in sorted(twins, key=lambda twin: twin.email)
    ]


def test_addresses_are_offered_inside_the_organisation_alone(review, ada):
    partner = make_organisation()
    WorkloadShare.objects.create(
        workload=review.workload, organisation=partner, role=Role.CONTRIBUTOR
    )
    guest = login(make_user(partner, Role.OWNER, name="Pat Partner"))
    bea = login(make_user(review.workload.organisation, Role.COMMENTER, name="Bea"))
    url = f"/workloads/{review.workload_id}/discussion/people/?q="
    found = guest.get(f"{url}ada").json()["people"]
    assert found == [{"name": "Ada Lovelace", "more": "", "insert": "@[Ada Lovelace]"}]
    assert guest.get(f"{url}ada@example").json()["people"] == []
    # Nobody calls themselves in.
    assert ada.get(f"{url}ada").json()["people"] == []
    assert bea.get(f"{url}ada@example").json()["people"] == [
        {"name": "Ada Lovelace", "more": "ada@example.com", "insert": "@[Ada Lovelace]"}
    ]


def test_a_mention_comes_by_mail_as_text(review, ada, grace):
    ada.user.name = "Ada <b>\r\nBcc: eve@example.org"
    ada.user.save()
    said = say(review, ada.user, "@[Grace Hopper] <img src=x onerror=alert(1)> **look**")
    bundle_waiting(now=timezone.now() + timedelta(seconds=61))
    for mailing in Mailing.objects.all():
        send_mailing(str(mailing.pk))
    (sent_mail,) = mail.outbox
    assert sent_mail.to == ["grace@example.com"]
    assert "\n" not in sent_mail.subject
    assert "@Grace Hopper <img src=x onerror=alert(1)> look" in sent_mail.body
    assert "Bcc: eve" not in str(sent_mail.message()["Bcc"])
    for html, kind in getattr(sent_mail, "alternatives", []):
        assert kind == "text/html"
        assert "<img src=x" not in html
    assert said.thread.title in sent_mail.body


# --- files ------------------------------------------------------------------------------------------


def test_files_are_what_their_bytes_say_and_act_nowhere(review, ada, viewer, stranger):
    files = [
        SimpleUploadedFile("../plan.html", PDF, "text/html"),
        SimpleUploadedFile('"><script>.gif', picture("PNG")),
    ]
    ada.post(question_url(review), sent("Look.", uploads=files))
    said = Comment.objects.get()
    plan, shot = said.attachments.all()
    assert (plan.name, plan.content_type) == ("plan.html.pdf", "application/pdf")
    assert shot.content_type == "image/png"
    url = comment_url(said, f"files/{shot.pk}/")
    answer = viewer.get(url)
    assert answer.content == picture("PNG")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert stranger.get(url).status_code == 404
    pdf = viewer.get(comment_url(said, f"files/{plan.pk}/"))
    assert pdf["Content-Disposition"].startswith("attachment;")
    shown = viewer.get(page_of(review)).content.decode()
    assert "<script>.gif" not in shown
    assert "&quot;&gt;&lt;script&gt;" in shown


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.png", b"<html><script>alert(1)</script>", "page.png: HTML, SVG and other markup"),
        ("notes.txt", b"plain text", "notes.txt: Only pictures (PNG, JPEG, GIF, WebP) and PDF"),
        ("cut.pdf", b"%PDF-1.7 and no end", "cut.pdf: The PDF is cut short"),
    ],
)
def test_a_wrong_file_is_refused_and_the_text_stays(review, ada, name, content, words):
    upload = SimpleUploadedFile(name, content)
    answer = ada.post(question_url(review), sent("My text.", uploads=upload), headers=HTMX)
    assert answer.status_code == 422
    shown = unescape(answer.content.decode())
    assert words in shown
    assert ">\nMy text.</textarea>" in shown
    assert not StoredFile.objects.exists()


def test_size_and_number_of_files_are_bounded(review, ada, settings):
    settings.EVIDENCE_LIMIT_BYTES = 1024 * 1024
    large = SimpleUploadedFile("large.png", picture("PNG") + b"0" * 1024 * 1024)
    answer = ada.post(question_url(review), sent("x", uploads=large))
    assert "large.png: The file is larger than 1 MB." in unescape(answer.content.decode())
    many = [SimpleUploadedFile(f"{each}.png", picture("PNG")) for each in range(6)]
    answer = ada.post(question_url(review), sent("x", uploads=many))
    assert "At most 5 files with one comment." in answer.content.decode()
    assert not Comment.objects.exists()


def test_files_go_with_their_workload(review, ada):
    upload = SimpleUploadedFile("shot.png", picture("PNG"))
    ada.post(question_url(review), sent("", uploads=upload))
    assert StoredFile.objects.count() == 1
    review.workload.delete()
    assert not StoredFile.objects.exists()


# --- all of a workload ---------------------------------------------------------------------------------


def listed(browser, review, query="") -> list[str]:
    page = browser.get(f"/workloads/{review.workload_id}/discussion/?{query}")
    return [row.excerpt for row in page.context["rows"]]


def test_the_list_is_filtered_by_state_subject_person_and_mention(review, ada, grace):
    finding = make_finding(make_run(review.workload), "ebs-volumes-encrypted")
    say(review, ada.user, "One, @[Grace Hopper].")
    say(review, grace.user, "Two.", choice="tested")
    say_on(finding, ada.user, "Three.")
    resolve(Thread.objects.get(kind="choice"), by=ada.user)
    assert listed(ada, review) == ["Three.", "One, @Grace Hopper."]
    assert listed(ada, review, "state=resolved") == ["Two."]
    assert listed(ada, review, "state=all&about=reliability") == ["Two.", "One, @Grace Hopper."]
    assert listed(ada, review, "about=findings") == ["Three."]
    assert listed(ada, review, "about=security") == ["Three.", "One, @Grace Hopper."]
    assert listed(ada, review, f"state=all&person={grace.user.pk}") == ["Two."]
    assert listed(grace, review, "mine=on") == ["One, @Grace Hopper."]
    assert listed(ada, review, "mine=on") == []
    assert listed(ada, review, "state=%00&person=x&page=nine") == ["Three.", "One, @Grace Hopper."]


@pytest.mark.parametrize("count", [1, 3])
def test_pages_ask_as_often_however_much_was_said(review, ada, count, django_assert_num_queries):
    for number in range(count):
        upload = SimpleUploadedFile("shot.png", picture("PNG"))
        ada.post(question_url(review), sent(f"{number} @[Ada Lovelace]", uploads=upload))
        for thread in Thread.objects.all():
            answer_to(thread, ada.user, "Yes.")
    who = 5
    with django_assert_num_queries(who + 8):
        assert len(listed(ada, review)) == count
    with django_assert_num_queries(who + 8):
        assert ada.get(question_url(review)).context["talk"].talks[0].said[1].html


def test_a_lens_that_is_taken_off_takes_its_threads_out_of_sight(review, ada):
    thread = say(review, ada.user, "Here.").thread
    review.removed_at = thread.begun_at
    review.save()
    assert listed(ada, review, "state=all") == []
    assert ada.get(thread_url(thread)).status_code == 404


def test_a_token_that_is_none_is_refused(review, ada):
    for token in ("", "x", str(uuid4())[:-1]):
        assert ada.post(question_url(review), {"text": "x", "token": token}).status_code == 422


def test_a_comment_links_to_questions_and_practices_of_this_review(ada, review):
    said = say(review, ada.user, "As in #rel09-bp04 and #question_1, not #SEC08-BP02.")
    stem = f"/workloads/{review.workload_id}/review/{review.slug}"
    for url in (thread_url(said.thread), f"{stem}/backups/", comment_url(said, "history/")):
        html = ada.get(url).content.decode()
        assert re.findall(r'<a [^>]*href="([^"]+)"[^>]*>#(\S+)</a>', html) == [
            (f"{stem}/backups/", "rel09-bp04"),
            (f"{stem}/question_1/", "question_1"),
        ]
        assert "not #SEC08-BP02." in html
