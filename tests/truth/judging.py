"""Builds and scans accounts, each once; keeps what was expected and what was said."""

from dataclasses import dataclass, field

from .account import Account
from .case import Case
from .kinds import kinds_for, reading_only
from .layer import Layer, Trouble
from .scanning import Scanned, scan_account


@dataclass(slots=True)
class Judge:
    """The accounts of one test module, as long as it runs."""

    endpoint: str
    layer: Layer
    _accounts: dict[str, Account] = field(default_factory=dict)
    _scans: dict[str, Scanned] = field(default_factory=dict)

    def account(self, case: Case) -> Account:
        if case.name not in self._accounts:
            account = Account(self.endpoint, self.layer)
            for build in case.build:
                build(account)
            self._accounts[case.name] = account
        return self._accounts[case.name]

    def scan(self, case: Case) -> Scanned:
        """What the product says of the account."""
        if case.name not in self._scans:
            self._scans[case.name] = self._scan(case)
        return self._scans[case.name]

    def scan_with(self, case: Case, *troubles: Trouble) -> Scanned:
        """What it says where some calls do not work."""
        account = self.account(case)
        kept, account.book.troubles = account.book.troubles, [*troubles, *account.book.troubles]
        try:
            return self._scan(case)
        finally:
            account.book.troubles = kept

    def _scan(self, case: Case) -> Scanned:
        account = self.account(case)
        with reading_only(kinds_for(case.expect)):
            return scan_account(account, regions=case.regions, **case.profile)
