"""One account and one story for all tests of the demo."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from .accounts import Process, account_process, filled, tagged
from .story import Story, tell


@pytest.fixture(scope="session")
def account(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    with account_process(tmp_path_factory.mktemp("account") / "log") as process:
        yield filled(process)


@pytest.fixture(scope="session")
def tags_at_first(account: Process) -> set[str]:
    """What was tagged before anybody changed the account."""
    return tagged(account.endpoint)


@pytest.fixture(scope="session")
def story(
    account: Process, tags_at_first: set[str], django_db_setup: None, django_db_blocker
) -> Story:
    """Told in a transaction that is taken back: other tests find no demo."""
    with django_db_blocker.unblock(), transaction.atomic():
        told = tell(account.endpoint)
        transaction.set_rollback(True)
    return told
