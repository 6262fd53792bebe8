"""The settings of a server that tests start: on the database that they made."""

import os

from tests.settings import *  # noqa: F403

DATABASES["default"]["NAME"] = os.environ["SERVED_DATABASE"]  # noqa: F405
