"""Service Catalog: portfolios of approved products, one's own and those shared by others."""

from collections.abc import Iterator

from ..reader import Reader
from ..registry import Item, collects

OWN, SHARED = "own", "shared"
LISTS = {OWN: "list_portfolios", SHARED: "list_accepted_portfolio_shares"}


@collects(
    "servicecatalog.portfolio",
    call="servicecatalog:ListPortfolios",
    actions=("servicecatalog:ListAcceptedPortfolioShares",),
)
def portfolios(reader: Reader) -> Iterator[Item]:
    """Each with `Origin`: made here, or accepted from another account."""
    for origin, call in LISTS.items():
        for portfolio in reader.pages(call, "PortfolioDetails"):
            data = {**portfolio, "Origin": origin}
            yield Item(portfolio["ARN"], data, name=portfolio["DisplayName"])
