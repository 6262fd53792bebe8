"""A NUL, which PostgreSQL takes in no text, is no way to a page of mistakes."""

import pytest

from .factories import make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(workload):
    return make_review(workload)


def test_nothing_has_such_an_address(review, editor):
    base = f"/workloads/{review.workload_id}/review/{review.slug}/"
    for address in ("%00/", "a%00b/history/", "%00/evidence/x/"):
        page = editor.get(f"{base}{address}")
        assert page.status_code == 404, address
        assert "404.html" in [template.name for template in page.templates]


def test_a_search_for_one_finds_what_the_rest_finds(review, editor):
    base = f"/workloads/{review.workload_id}/"
    for address in (f"copy/{review.slug}/", "discussion/people/"):
        assert editor.get(f"{base}{address}", {"q": "\x00"}).status_code == 200
