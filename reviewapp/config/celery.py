"""The Celery application. Workers: `celery -A reviewapp.config worker`."""

import os
from typing import Any

from celery import Celery
from celery.signals import celeryd_init
from kombu import Connection

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reviewapp.config.settings")


class Application(Celery):
    """Celery that asks for the broker's address when it first connects.

    The embedded Redis has no address before it runs, and commands that never queue anything
    should not start it.
    """

    def connection_for_read(self, url: str | None = None, **kwargs: Any) -> Connection:
        return super().connection_for_read(url or broker_url(), **kwargs)

    def connection_for_write(self, url: str | None = None, **kwargs: Any) -> Connection:
        return super().connection_for_write(url or broker_url(), **kwargs)


def broker_url() -> str:
    """Address of the broker; starts the embedded server where no `REDIS_URL` is set."""
    from django.conf import settings

    if settings.REDIS_URL:
        return str(settings.REDIS_URL)
    from reviewapp.config.embedded.redis import ensure_redis

    return f"redis+socket://{ensure_redis(settings.VAR_DIR)}"


app = Application("pillars")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def see_nothing(**_: Any) -> None:
    """A task enters the organisation whose work it does, or says that it spans all of them."""
    from reviewapp.isolation.scopes import begin_with_nothing

    begin_with_nothing()


# A static tick for each kind of housekeeping; what is due is a column, not a beat entry.
app.conf.beat_schedule = {
    "jobs-recover": {"task": "jobs.recover", "schedule": 10.0},
    "findings-tick": {"task": "findings.tick", "schedule": 300.0},
    "notices-tick": {"task": "notices.tick", "schedule": 15.0},
    "notices-forget": {"task": "notices.forget", "schedule": 21600.0},
    "reviews-follow-minors": {"task": "reviews.follow_minors", "schedule": 600.0},
    "scanners-age": {"task": "scanners.age", "schedule": 3600.0},
    "schedule-tick": {"task": "schedule.tick", "schedule": 60.0},
    "search-tick": {"task": "search.tick", "schedule": 300.0},
}
