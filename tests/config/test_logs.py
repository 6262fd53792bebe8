"""The log of a product that has nothing to do is silent; what goes wrong is told."""

import logging

import pytest

from reviewapp.config.logs import WithoutHousekeeping, WithoutRefusalTraces


def record(name: str, level: int, message: str, *args: object) -> logging.LogRecord:
    return logging.LogRecord(name, level, __file__, 1, message, args, None)


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        (("celery.beat", logging.INFO, "Sending due task %s", "jobs.recover"), False),
        (("celery.app.trace", logging.INFO, "Task %s[1] succeeded", "schedule.tick"), False),
        (("celery.app.trace", logging.ERROR, "Task %s[1] raised", "schedule.tick"), True),
        (("celery.app.trace", logging.INFO, "Task %s[1] succeeded", "reviews.scan"), True),
        (("reviewapp.jobs", logging.INFO, "jobs.recover queued a run again"), True),
    ],
)
def test_only_the_good_ends_of_housekeeping_are_dropped(line, stays):
    assert WithoutHousekeeping().filter(record(*line)) is stays


@pytest.mark.parametrize(
    ("name", "level", "stays"),
    [
        ("django.request", logging.WARNING, False),
        ("django.security.DisallowedHost", logging.ERROR, False),
        ("django.request", logging.ERROR, True),
        ("reviewapp.jobs", logging.WARNING, True),
    ],
)
def test_a_refused_request_is_one_line_and_a_mistake_keeps_its_trace(name, level, stays):
    line = record(name, level, "Forbidden: /workloads/")
    line.exc_info = (ValueError, ValueError("x"), None)
    assert WithoutRefusalTraces().filter(line)
    assert bool(line.exc_info) is stays
