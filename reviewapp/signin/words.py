"""Texts of allauth that its own German catalogue says in a familiar tone.

Ours says them anew: `LOCALE_PATHS` puts the catalogue of this stage before those of packages.
"""

from django.utils.translation import gettext_noop as _

OF_ALLAUTH = (
    _("You cannot remove your primary email address."),
    _("You cannot remove your primary email address (%(email)s)."),
    _("You have confirmed %(email)s."),
    _("You have signed out."),
    _("Please type your current password."),
    _("You cannot add more than %d email addresses."),
    _("Too many failed login attempts. Try again later."),
    _("Your primary email address must be verified."),
    _("Username can not be used. Please use other username."),
    _("Please select only one."),
    _("Be patient, you are sending too many requests."),
    _("You must type the same password each time."),
    _("You must type the same email each time."),
    _("Your account has no password set up."),
    _("Your account has no verified email address."),
    _(
        "An account already exists with this email address. Please sign in to that account "
        "first, then connect your %s account."
    ),
)
