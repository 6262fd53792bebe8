"""The library's list; retiring a lens, taking it back, deleting it."""

import pytest
from django.utils import timezone

from reviewapp.lenses.domain.lifecycle import LensInUse, delete_lens, restore_lens, retire_lens
from reviewapp.lenses.domain.publishing import publish
from reviewapp.lenses.domain.sharing import accept_share, make_share, revoke_share
from reviewapp.lenses.models import Lens, LensDraft
from reviewapp.reviews.domain.reviews import UnknownLens, start_review
from reviewapp.reviews.models import LensReview
from tests.factories import make_organisation, make_workload
from tests.reviews.factories import small_lens

pytestmark = pytest.mark.django_db


@pytest.fixture
def lens(organisation):
    return publish(organisation=organisation, document=small_lens(name="House rules")).lens


def rows(browser, address="/lenses/"):
    """Each line of the list as its texts: name, from, state, version, questions, choices, uses."""
    html = browser.get(address).content.decode()
    if "<tbody>" not in html:
        return []
    return [
        _texts(part) for part in html.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    ]


def _texts(row):
    cells = row.replace("</th>", "</td>").split("</td>")[:-1]
    return [" ".join(_plain(cell).split()) for cell in cells]


def _plain(html):
    return "".join(part.rsplit(">", 1)[-1] + " " for part in html.split("<"))


def test_a_line_of_each_kind(editor, organisation, lens):
    elsewhere = make_organisation("Elsewhere")
    for name in ("Given", "Taken back"):
        theirs = publish(organisation=elsewhere, document=small_lens(name=name)).lens
        share, _ = make_share(lens=theirs)
        accept_share(share=share, organisation=organisation, by=None)
    revoke_share(share=share)
    retire_lens(lens=publish(organisation=organisation, document=small_lens(name="Old")).lens)
    LensDraft.objects.create(organisation=organisation, document=small_lens(name="Coming"))
    LensDraft.objects.create(organisation=organisation, lens=lens, document=small_lens())
    LensDraft.objects.create(organisation=elsewhere, document=small_lens(name="Not ours"))
    start_review(workload=make_workload(organisation), lens=lens)
    start_review(workload=make_workload(organisation), lens=lens)
    start_review(workload=make_workload(elsewhere), lens=theirs)

    listed = {line[0]: line[1:] for line in rows(editor)}
    assert listed["Foundations"][:2] == ["Built in", "Published"]
    assert listed["House rules Draft of the next version"] == [
        "Meridian", "Published", "1.0", "3", "7", "2",
    ]  # fmt: skip
    assert listed["Old"][:2] == ["Meridian", "Retired"]
    assert listed["Coming Never published"] == ["Meridian", "Draft", "–", "–", "–", "0"]
    assert listed["Given"] == ["Elsewhere", "Published", "1.0", "3", "7", "0"]
    assert listed["Taken back Take out of the library"][:3] == ["Elsewhere", "Unshared", "–"]
    assert len(listed) == 5 + Lens.objects.filter(organisation=None).count()

    def shown(show):
        return {line[0].split(" ")[0] for line in rows(editor, f"/lenses/?show={show}")}

    assert shown("own") == {"House", "Old", "Coming"}
    assert shown("shared") == {"Given", "Taken"}
    assert shown("drafts") == {"House", "Coming"}
    assert shown("retired") == {"Old"}
    assert shown("builtin") == {"Foundations", "Framework"}
    assert {line[0] for line in rows(editor, "/lenses/?q=GIVEN")} == {"Given"}
    of_others = rows(editor, "/lenses/?q=elsewhere")
    assert {line[0].split(" ")[0] for line in of_others} == {"Given", "Taken"}
    assert rows(editor, "/lenses/?q=nothing+like+it") == []


def test_the_list_is_paged(viewer, organisation):
    for number in range(30):
        publish(organisation=organisation, document=small_lens(name=f"Lens {number:02}"))
    first = rows(viewer, "/lenses/?show=own")
    second = rows(viewer, "/lenses/?show=own&page=2")
    assert (len(first), len(second)) == (25, 5)
    assert [line[0] for line in first + second] == [f"Lens {number:02}" for number in range(30)]


def test_a_retired_lens_begins_no_review_and_keeps_those_there_are(editor, workload, lens):
    review = start_review(workload=workload, lens=lens)
    assert editor.post(f"/lenses/{lens.pk}/retire/").url == f"/lenses/{lens.pk}/"
    lens.refresh_from_db()
    assert lens.retired_at
    assert "Retired" in editor.get(f"/lenses/{lens.pk}/").content.decode()
    assert start_review(workload=workload, lens=lens) == review
    other = make_workload(workload.organisation)
    with pytest.raises(UnknownLens):
        start_review(workload=other, lens=lens)

    editor.post(f"/lenses/{lens.pk}/restore/")
    lens.refresh_from_db()
    assert lens.retired_at is None
    assert start_review(workload=other, lens=lens).version.lens == lens


def test_twice_is_once(lens):
    assert retire_lens(lens=lens)
    since = Lens.objects.get(pk=lens.pk).retired_at
    assert not retire_lens(lens=lens)
    assert Lens.objects.get(pk=lens.pk).retired_at == since
    assert restore_lens(lens=lens)
    assert not restore_lens(lens=lens)


def test_what_nobody_used_may_be_deleted(owner, organisation, lens):
    share, _ = make_share(lens=lens)
    accept_share(share=share, organisation=make_organisation(), by=None)
    page = owner.get(f"/lenses/{lens.pk}/delete/").content.decode()
    assert "1 other organisation" in page
    assert owner.post(f"/lenses/{lens.pk}/delete/").url == "/lenses/"
    assert not Lens.objects.filter(pk=lens.pk).exists()


@pytest.mark.parametrize("removed", [False, True])
def test_what_was_used_stays(owner, workload, lens, removed):
    review = start_review(workload=workload, lens=lens)
    if removed:
        LensReview.every.filter(pk=review.pk).update(removed_at=timezone.now())
    assert "Retire it" in owner.get(f"/lenses/{lens.pk}/delete/").content.decode()
    with pytest.raises(LensInUse, match="Retire it instead"):
        delete_lens(lens=lens)
    response = owner.post(f"/lenses/{lens.pk}/delete/", follow=True)
    assert "whose answers need it" in response.content.decode()
    assert Lens.objects.filter(pk=lens.pk).exists()


def test_built_in_lenses_are_nobodys_to_end(owner):
    lens = Lens.objects.get(alias="foundations")
    for rest in ("retire/", "restore/", "delete/", "shares/"):
        assert owner.post(f"/lenses/{lens.pk}/{rest}").status_code == 404, rest
    lens.refresh_from_db()
    assert lens.retired_at is None
