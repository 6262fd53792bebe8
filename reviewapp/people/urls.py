"""Addresses of the organisation."""

from django.urls import path

from .views import choosing, invitations, joining, members, organisation, units

app_name = "people"

_member = "members/<int:member_id>/"
_unit = "units/<int:unit_id>/"
_invitation = "invitations/<int:invitation_id>/"

urlpatterns = [
    path("", organisation.organisation, name="organisation"),
    path("edit/", organisation.organisation_edit, name="organisation_edit"),
    path("transfer/", members.transfer, name="transfer"),
    path("leave/", members.leave, name="leave"),
    path("switch/", choosing.switch, name="switch"),
    path(f"{_member}role/", members.member_role, name="member_role"),
    path(f"{_member}deactivate/", members.member_deactivate, name="member_deactivate"),
    path(f"{_member}reactivate/", members.member_reactivate, name="member_reactivate"),
    path(f"{_member}remove/", members.member_remove, name="member_remove"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/new/", invitations.invitation_create, name="invitation_create"),
    path(f"{_invitation}resend/", invitations.invitation_resend, name="invitation_resend"),
    path(f"{_invitation}revoke/", invitations.invitation_revoke, name="invitation_revoke"),
    path("units/", units.units, name="units"),
    path("units/new/", units.unit_create, name="unit_create"),
    path(_unit, units.unit, name="unit"),
    path(f"{_unit}edit/", units.unit_edit, name="unit_edit"),
    path(f"{_unit}delete/", units.unit_delete, name="unit_delete"),
    path(f"{_unit}people/", units.unit_give, name="unit_give"),
    path(f"{_unit}people/<int:held_id>/take/", units.unit_take, name="unit_take"),
    path("none/", joining.homeless, name="homeless"),
    path("invited/", joining.invitation, name="invitation"),
    path(
        "invited/<int:invitation_id>/accept/", joining.invitation_accept, name="invitation_accept"
    ),
    path("invited/<str:invited_token>/", joining.invitation_open, name="invitation_open"),
]
