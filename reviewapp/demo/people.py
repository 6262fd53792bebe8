"""The people of the demo's organisation; their password is no secret."""

from reviewapp.people.domain import create_organisation
from reviewapp.people.models import Membership, Organisation, Role, User

ORGANISATION = "Larkspur Outfitters"
EMAIL = "demo@example.com"
EDITOR_EMAIL = "mira@example.com"
VIEWER_EMAIL = "tom@example.com"
PASSWORD = "walk-the-six-pillars"  # noqa: S105 - printed at every start of the demo

PEOPLE = (
    (EMAIL, "Dana Whitlock", Role.OWNER),
    (EDITOR_EMAIL, "Mira Kovac", Role.LEAD),
    (VIEWER_EMAIL, "Tom Eliasson", Role.VIEWER),
)


def ensure_people() -> Organisation:
    """The demo's organisation with its people; made where they are missing, else as they are."""
    organisation = Organisation.objects.filter(name__iexact=ORGANISATION).first()
    organisation = organisation or create_organisation(name=ORGANISATION)
    for email, name, role in PEOPLE:
        _ensure(organisation, email=email, name=name, role=role)
    return organisation


def person(email: str) -> User:
    return User.objects.get(email=email)


def _ensure(organisation: Organisation, *, email: str, name: str, role: str) -> None:
    user = User.objects.filter(email=email).first()
    user = user or User.objects.create_user(email, PASSWORD, name=name)
    Membership.objects.get_or_create(organisation=organisation, user=user, defaults={"role": role})
