"""E-mail addresses that need no further proof."""

from allauth.account.models import EmailAddress

from reviewapp.people.models import User


def count_as_verified(user: User) -> EmailAddress:
    """For an account that an owner made: it opens only through a link in a mail to the address."""
    address, _ = EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
    )
    return address
