"""What a browser sends when the profile's form is filled in."""

from typing import Any

PROFILE = {
    "name": "Checkout",
    "description": "Takes orders and payments.",
    "environment": "PRODUCTION",
    "lenses": ["foundations", "framework"],
    "criticality": "high",
    "account_ids": "111122223333, 444455556666",
    "regions": "eu-central-1\r\neu-west-1",
    "non_aws_regions": "Frankfurt cellar",
    "purpose": "Sells things.",
    "industry": "Retail & Wholesale",
    "business_owner": "Head of shop",
    "review_owner": "reviewer@example.com",
    "traffic_pattern": "seasonal",
    "traffic_notes": "Ten times as much in November.",
    "compliance": "PCI DSS\r\nGDPR",
    "rto_minutes": "60",
    "rpo_minutes": "15",
    "diagram_url": "https://wiki.example.com/checkout",
    "tags": "team = pay\r\ncost-centre=42",
    "events": "2026-11-27 Black Friday\r\n2026-12-24 Christmas",
    "notes": "Ask Kim about the vault.",
}


def profile(**changes: Any) -> dict[str, Any]:
    return {**PROFILE, **changes}
