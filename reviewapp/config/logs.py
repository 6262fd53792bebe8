"""What stands in the log, and what would only fill it."""

import logging

# Tasks of the beat that come round every few seconds, whether there is work for them or not.
HOUSEKEEPING = ("jobs.recover", "schedule.tick")


class WithoutHousekeeping(logging.Filter):
    """Drops the lines that say that such a task began and ended well; its failures stay."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno > logging.INFO or not record.name.startswith("celery."):
            return True
        message = record.getMessage()
        return not any(task in message for task in HOUSEKEEPING)
