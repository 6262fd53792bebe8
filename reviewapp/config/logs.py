"""What stands in the log, and what would only fill it."""

import logging

# Tasks of the beat that come round every few seconds, whether there is work for them or not.
HOUSEKEEPING = ("jobs.recover", "notices.tick", "schedule.tick")


class WithoutHousekeeping(logging.Filter):
    """Drops the lines that say that such a task began and ended well; its failures stay."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno > logging.INFO or not record.name.startswith("celery."):
            return True
        message = record.getMessage()
        return not any(task in message for task in HOUSEKEEPING)


class WithoutRefusalTraces(logging.Filter):
    """Keeps the line and drops the trace of a request that was refused.

    A 403, a 404 or an unknown host name is an answer and no mistake of this server; its trace
    names only our own doors.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        refused = record.name == "django.request" and record.levelno < logging.ERROR
        if refused or record.name.startswith("django.security."):
            record.exc_info = None
        return True
