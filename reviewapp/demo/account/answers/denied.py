"""What the demo's reader may not see, as in many a real account.

Cost Explorer is closed to everybody whom the payer has not let in, and only the management
account of an organisation may list its accounts and its rules.
"""

from .asked import Asked

SERVICES = frozenset({"ce"})
CALLS = frozenset({("organizations", "ListAccounts"), ("organizations", "ListPolicies")})


def is_denied(asked: Asked) -> bool:
    return asked.service in SERVICES or (asked.service, asked.operation) in CALLS


def refusal(asked: Asked) -> dict[str, str]:
    action = f"{asked.service}:{asked.operation}"
    return {
        "__type": "AccessDeniedException",
        "message": f"You are not authorized to perform {action} in this account.",
    }
