"""Sharing: an address shown once, accepted by another organisation, taken back or given back."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from reviewapp.lenses.domain.importing import import_lens
from reviewapp.lenses.domain.library import (
    LensStatus,
    available_lenses,
    find_lens,
    lenses_by_name,
    startable_lenses,
    statuses,
)
from reviewapp.lenses.domain.publishing import publish
from reviewapp.lenses.domain.sharing import (
    ShareRefused,
    accept_share,
    leave_share,
    make_share,
    revoke_share,
    share_of,
)
from reviewapp.lenses.models import LensShare
from reviewapp.people.models import Role
from reviewapp.reviews.domain.reviews import UnknownLens, ensure_reviews, start_review
from tests.factories import login, make_organisation, make_user, make_workload
from tests.reviews.factories import small_lens
from tests.reviews.test_concurrency import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def lens(organisation):
    return publish(organisation=organisation, document=small_lens(name="House rules")).lens


@pytest.fixture
def elsewhere(stranger):
    return stranger.user.memberships.get().organisation


def accepted(lens, by_organisation):
    share, _ = make_share(lens=lens)
    return accept_share(share=share, organisation=by_organisation, by=None)


def colleague(organisation, role):
    return login(make_user(organisation, role))


# --- domain -------------------------------------------------------------------------------


def test_only_a_digest_of_the_code_is_kept(lens):
    share, code = make_share(lens=lens, note="Anna", days=3)
    assert share_of(code) == share
    assert share_of(code + "x") is None
    row = LensShare.objects.filter(pk=share.pk).values().get()
    assert code not in map(str, row.values())
    left = share.expires_at - timezone.now()
    assert timedelta(days=2, hours=23) < left <= timedelta(days=3)


@pytest.mark.parametrize("days", [0, -1, 31])
def test_an_address_works_for_thirty_days_at_most(lens, days):
    with pytest.raises(ShareRefused, match="30"):
        make_share(lens=lens, days=days)
    assert not LensShare.objects.exists()


def test_an_accepted_lens_is_in_the_library_with_all_versions(lens, elsewhere):
    accepted(lens, elsewhere)
    assert lens in available_lenses(elsewhere)
    assert find_lens(elsewhere, "house-rules") == lens
    publish(organisation=lens.organisation, document=small_lens(questions=3), lens=lens)
    workload = make_workload(elsewhere)
    (review,) = ensure_reviews(workload, aliases=["house-rules"])
    assert review.version.number == 2


def test_a_shared_lens_takes_no_name_from_another(lens, elsewhere):
    own = import_lens(
        organisation=elsewhere, source=json.dumps(small_lens(name="House rules"))
    ).version.lens
    share = accepted(lens, elsewhere)
    assert (own.alias, lens.alias, share.alias) == ("house-rules", "house-rules", "house-rules-2")
    known = lenses_by_name(elsewhere)
    assert (known["house-rules"], known["house-rules-2"]) == (own, lens)
    assert find_lens(elsewhere, str(lens.pk)) == lens

    workload = make_workload(elsewhere)
    reviews = ensure_reviews(workload, aliases=["house-rules", "house-rules-2"])
    assert {review.version.lens for review in reviews} == {own, lens}
    assert len({review.slug for review in reviews}) == 2

    third = import_lens(
        organisation=elsewhere, source=json.dumps(small_lens(name="House rules 2"))
    ).version.lens
    assert third.alias == "house-rules-2-2"


def test_two_shares_and_two_acceptances_are_one(lens, elsewhere):
    first = accepted(lens, elsewhere)
    assert accepted(lens, elsewhere) == first
    assert list(available_lenses(elsewhere)).count(lens) == 1


def test_who_accepts_second_is_refused(lens, elsewhere):
    share, _ = make_share(lens=lens)
    accept_share(share=share, organisation=elsewhere, by=None)
    with pytest.raises(ShareRefused, match="used already"):
        accept_share(share=share, organisation=make_organisation(), by=None)


def test_after_it_is_taken_back_nothing_begins_and_what_began_goes_on(lens, elsewhere):
    share = accepted(lens, elsewhere)
    workload, other = make_workload(elsewhere), make_workload(elsewhere)
    review = start_review(workload=workload, lens=lens)
    assert statuses(elsewhere, [lens]) == {lens.pk: LensStatus.CURRENT}

    assert revoke_share(share=share)
    assert not revoke_share(share=share)

    assert lens not in available_lenses(elsewhere)
    assert statuses(elsewhere, [lens]) == {lens.pk: LensStatus.UNSHARED}
    with pytest.raises(UnknownLens):
        ensure_reviews(other, aliases=["house-rules"])
    with pytest.raises(UnknownLens):
        start_review(workload=other, lens=lens)
    assert start_review(workload=workload, lens=lens) == review
    assert review.answers.count() == 3


def test_it_may_be_shared_again(lens, elsewhere):
    revoke_share(share=accepted(lens, elsewhere))
    accepted(lens, elsewhere)
    assert lens in available_lenses(elsewhere)
    assert LensShare.objects.filter(organisation=elsewhere, left_at=None).count() == 1


def test_a_retired_lens_begins_nothing_there_either(lens, elsewhere):
    accepted(lens, elsewhere)
    lens.retired_at = timezone.now()
    lens.save()
    assert lens in available_lenses(elsewhere)
    assert lens not in startable_lenses(elsewhere)


# --- pages ---------------------------------------------------------------------------------


def make_address(browser, lens, **sent):
    response = browser.post(f"/lenses/{lens.pk}/shares/", {"note": "Anna", "days": 7, **sent})
    found = re.search(r"http://testserver(/lenses/shared/[\w-]+/)", response.content.decode())
    return response, found and found[1]


def opened(browser, code):
    """The page of the offer; the code is in no address but the first."""
    response = browser.get(f"/lenses/shared/{code}/", follow=True)
    assert response.redirect_chain[0] == ("/lenses/shared/", 302)
    return response


def accepting(browser, share):
    return browser.post("/lenses/shared/accept/", {"share": share.pk})


def test_an_address_is_shown_once(editor, lens):
    response, address = make_address(editor, lens)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    again = editor.get(f"/lenses/{lens.pk}/shares/").content.decode()
    assert address not in again
    assert "Anna" in again
    assert "Open" in again


@pytest.mark.parametrize("sent", [{"note": ""}, {"note": "x" * 201}, {"days": 60}, {"days": "x"}])
def test_a_bad_share_is_told_beside_its_field(editor, lens, sent):
    response, address = make_address(editor, lens, **sent)
    assert (response.status_code, address) == (422, None)
    assert "field--error" in response.content.decode()
    assert not LensShare.objects.exists()


def test_the_whole_way(editor, stranger, lens, elsewhere):
    _, address = make_address(editor, lens)
    code = address.split("/")[-2]
    page = opened(stranger, code)
    assert "no-store" in page["Cache-Control"]
    offer = page.content.decode()
    assert code not in offer
    for words in ("House rules", "Meridian", "3 questions", "How do you get data back?"):
        assert words in offer
    sent = {"share": LensShare.objects.get().pk}
    taken = stranger.post("/lenses/shared/accept/", sent, follow=True)
    assert taken.redirect_chain == [(f"/lenses/{lens.pk}/", 302)]
    assert "Shared by Meridian" in taken.content.decode()
    assert "House rules" in stranger.get("/lenses/?show=shared").content.decode()
    assert stranger.get(f"/lenses/{lens.pk}/versions/1/export/").status_code == 200

    shares = editor.get(f"/lenses/{lens.pk}/shares/").content.decode()
    assert "Accepted" in shares
    assert "Elsewhere" in shares

    share = LensShare.objects.get()
    editor.post(f"/lenses/{lens.pk}/shares/{share.pk}/revoke/")
    assert stranger.get(f"/lenses/{lens.pk}/").status_code == 404
    library = stranger.get("/lenses/").content.decode()
    assert "Unshared" in library
    assert stranger.post(f"/lenses/{lens.pk}/leave/").status_code == 302
    stranger.get("/lenses/")  # the message about it
    assert "House rules" not in stranger.get("/lenses/").content.decode()
    assert stranger.get(f"/lenses/{lens.pk}/leave/").status_code == 404


def test_a_shared_lens_is_for_reading(stranger, lens, elsewhere):
    accepted(lens, elsewhere)
    before = set(LensShare.objects.values_list("pk", flat=True))
    for rest in ("retire/", "restore/", "delete/", "shares/"):
        assert stranger.post(f"/lenses/{lens.pk}/{rest}").status_code == 404, rest
    page = stranger.get(f"/lenses/{lens.pk}/").content.decode()
    assert "Sharing" not in page
    assert "Delete" not in page
    assert (
        stranger.post(
            "/lenses/import/", {"text": json.dumps(small_lens()), "lens": lens.pk}
        ).status_code
        == 404
    )
    lens.refresh_from_db()
    assert lens.retired_at is None
    assert set(LensShare.objects.values_list("pk", flat=True)) == before


def test_a_viewer_sees_the_offer_and_cannot_accept_it(lens, elsewhere):
    share, code = make_share(lens=lens)
    reader = colleague(elsewhere, Role.VIEWER)
    page = opened(reader, code).content.decode()
    assert "A lead reviewer or owner" in page
    assert code not in page
    assert accepting(reader, share).status_code == 403
    assert lens not in available_lenses(elsewhere)


def old(share):
    LensShare.objects.filter(pk=share.pk).update(expires_at=timezone.now())


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (old, "too old"),
        (lambda share: revoke_share(share=share), "taken back"),
        (
            lambda share: accept_share(share=share, organisation=make_organisation(), by=None),
            "used already",
        ),
    ],
)
def test_an_address_that_is_over_says_so_and_names_nothing(stranger, lens, end, words):
    share, code = make_share(lens=lens)
    end(share)
    page = opened(stranger, code).content.decode()
    refused = accepting(stranger, share)
    assert refused.status_code == 409
    for html in (page, refused.content.decode()):
        assert words in html
        assert "House rules" not in html
        assert "Meridian" not in html


def test_the_own_organisation_is_told_whom_the_address_is_for(editor, lens):
    share, code = make_share(lens=lens)
    assert "your own organisation" in opened(editor, code).content.decode()
    assert accepting(editor, share).status_code == 409


def test_an_unknown_code_is_not_found(stranger, lens, elsewhere):
    share, _ = make_share(lens=lens)
    assert opened(stranger, "guessed").status_code == 404
    assert accepting(stranger, share).status_code == 404
    assert lens not in available_lenses(elsewhere)


def test_of_two_opened_addresses_the_one_that_was_read_is_accepted(stranger, lens, elsewhere):
    other = publish(organisation=lens.organisation, document=small_lens(name="Other")).lens
    (read, first), (_, second) = make_share(lens=lens), make_share(lens=other)
    opened(stranger, first)
    opened(stranger, second)
    assert accepting(stranger, read).url == "/lenses/shared/"
    assert not {lens, other} & set(available_lenses(elsewhere))


def test_who_has_the_lens_is_led_to_it(stranger, lens, elsewhere):
    accepted(lens, elsewhere)
    _, code = make_share(lens=lens)
    assert opened(stranger, code).redirect_chain[-1] == (f"/lenses/{lens.pk}/", 302)


def test_a_share_is_taken_back_through_its_own_lens_only(editor, lens, organisation):
    other = publish(organisation=organisation, document=small_lens(name="Other")).lens
    share, _ = make_share(lens=lens)
    assert editor.post(f"/lenses/{other.pk}/shares/{share.pk}/revoke/").status_code == 404
    share.refresh_from_db()
    assert share.revoked_at is None


def test_who_gives_a_lens_back_is_seen_to_have_done_so(editor, stranger, lens, elsewhere):
    accepted(lens, elsewhere)
    assert "Take it out" in stranger.get(f"/lenses/{lens.pk}/leave/").content.decode()
    assert leave_share(lens=lens, organisation=elsewhere)
    assert "Given back" in editor.get(f"/lenses/{lens.pk}/shares/").content.decode()
    assert not leave_share(lens=lens, organisation=elsewhere)


@pytest.mark.parametrize("many", [1, 3])
def test_the_shares_take_the_same_queries_however_many(
    editor, lens, many, django_assert_num_queries
):
    for _ in range(many):
        accepted(lens, make_organisation())
    with django_assert_num_queries(10):
        editor.get(f"/lenses/{lens.pk}/shares/")


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_organisation_gets_the_lens():
    owner = make_organisation()
    lens = publish(organisation=owner, document=small_lens(name="House rules")).lens
    share, _ = make_share(lens=lens)
    others = [make_organisation() for _ in range(5)]

    def try_it(organisation):
        try:
            accept_share(share=share, organisation=organisation, by=None)
        except ShareRefused:
            return False
        return True

    assert sum(at_once(try_it, others)) == 1
    assert sum(lens in available_lenses(each) for each in others) == 1
