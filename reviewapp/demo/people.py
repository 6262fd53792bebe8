"""The people of the demo's organisation; their password is no secret."""

from collections.abc import Sequence

from reviewapp.people.domain import create_organisation
from reviewapp.people.models import Membership, Organisation, Role, User

ORGANISATION = "Larkspur Outfitters"
EMAIL = "demo@example.com"
EDITOR_EMAIL = "mira@example.com"
VIEWER_EMAIL = "tom@example.com"
CONTRIBUTOR_EMAIL = "ines@example.com"
COMMENTER_EMAIL = "farid@example.com"
SPECIALIST_EMAIL = "yuki@example.com"
AUDITOR_EMAIL = "priya@example.com"
AUDITORS = "Northlight Assurance"
PASSWORD = "walk-the-six-pillars"  # noqa: S105 - printed at every start of the demo

PEOPLE = (
    (EMAIL, "Dana Whitlock", Role.OWNER),
    (EDITOR_EMAIL, "Mira Kovac", Role.LEAD),
    (VIEWER_EMAIL, "Tom Eliasson", Role.VIEWER),
    (CONTRIBUTOR_EMAIL, "Ines Duarte", Role.CONTRIBUTOR),
    (COMMENTER_EMAIL, "Farid Amrani", Role.COMMENTER),
    # Sees what a workload gives, and chooses between two organisations.
    (SPECIALIST_EMAIL, "Yuki Tanabe", Role.MEMBER),
)
PARTNERS = (
    (AUDITOR_EMAIL, "Priya Raman", Role.LEAD),
    (SPECIALIST_EMAIL, "Yuki Tanabe", Role.VIEWER),
)


def ensure_people() -> Organisation:
    """The demo's organisation with its people; made where they are missing, else as they are."""
    return _organisation(ORGANISATION, PEOPLE)


def ensure_partners() -> Organisation:
    """The organisation of auditors with which the shop is shared."""
    return _organisation(AUDITORS, PARTNERS)


def _organisation(called: str, people: Sequence[tuple[str, str, str]]) -> Organisation:
    organisation = Organisation.objects.filter(name__iexact=called).first()
    organisation = organisation or create_organisation(name=called)
    for email, name, role in people:
        _ensure(organisation, email=email, name=name, role=role)
    return organisation


def person(email: str) -> User:
    return User.objects.get(email=email)


def _ensure(organisation: Organisation, *, email: str, name: str, role: str) -> None:
    user = User.objects.filter(email=email).first()
    user = user or User.objects.create_user(email, PASSWORD, name=name)
    Membership.objects.get_or_create(organisation=organisation, user=user, defaults={"role": role})
