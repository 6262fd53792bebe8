"""E-mail addresses that need no further proof."""

from allauth.account.models import EmailAddress

from reviewapp.people.models import User


def count_as_verified(user: User) -> None:
    """For an account that an owner made: it opens only through a link in a mail to the address."""
    address = EmailAddress(user=user, email=user.email.lower(), verified=True, primary=True)
    EmailAddress.objects.bulk_create([address], ignore_conflicts=True)
