"""Two processes at the same moment: one notice of one key, one mail, one digest a day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone

from reviewapp.notices.domain import Wish, bundle_digests, bundle_waiting, notify, set_wish
from reviewapp.notices.mail import send_mailing
from reviewapp.notices.models import ByMail, Mailing, Notice
from reviewapp.people.models import Role
from tests.factories import make_organisation, make_user

pytestmark = pytest.mark.django_db(transaction=True)

MANY = 4


def at_once(work):
    """Runs `work` in threads that begin together; their results."""
    together = Barrier(MANY)

    def run(_number):
        try:
            together.wait()
            return work()
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(run, range(MANY)))


def test_what_many_tell_at_once_is_told_once_and_mailed_once(monkeypatch):
    monkeypatch.setattr("reviewapp.jobs.domain.current_app.send_task", lambda *_, **__: None)
    organisation = make_organisation("Meridian")
    users = [make_user(organisation, Role.LEAD) for _ in range(3)]
    set_wish(users[0], "mentioned", Wish(True, ByMail.DIGEST))

    def tell():
        notify(
            users=users,
            kind="mentioned",
            organisation=organisation,
            text="Ada mentions you",
            url="/",
            key="thread",
        )

    at_once(tell)
    assert sorted(Notice.objects.values_list("user", "count")) == [
        (user.pk, MANY) for user in users
    ]
    later = timezone.now() + timedelta(days=2)
    assert sum(at_once(lambda: bundle_waiting(now=later))) == 2
    assert sum(at_once(lambda: bundle_digests(now=later))) == 1
    for mailing in Mailing.objects.all():
        at_once(lambda key=str(mailing.pk): send_mailing(key))
    assert sorted(sent.to[0] for sent in mail.outbox) == sorted(user.email for user in users)
