"""What a new workload may be reviewed with: asked of the stage that knows lenses."""

from dataclasses import dataclass

from reviewapp.people.models import Organisation

from .signals import lenses_asked

MOST_LENSES = 20


@dataclass(frozen=True, slots=True)
class LensOffer:
    """A lens by what the organisation calls it; `ticked` where nobody chose yet."""

    name: str
    label: str
    ticked: bool


def lens_offers(organisation: Organisation) -> list[LensOffer]:
    """Empty where no stage answers."""
    found: list[LensOffer] = []
    for _, offers in lenses_asked.send(sender=Organisation, organisation=organisation):
        found.extend(offers)  # type: ignore[arg-type]
    return found
