"""Addresses of workloads."""

from django.urls import path

from . import views, views_people, views_sharing

app_name = "workloads"

_one = "workloads/<uuid:workload_id>/"

urlpatterns = [
    path("workloads/", views.workload_list, name="list"),
    path("workloads/new/", views.workload_create, name="create"),
    path(_one, views.workload_detail, name="detail"),
    path(f"{_one}edit/", views.workload_edit, name="edit"),
    path(f"{_one}archive/", views.workload_archive, name="archive"),
    path(f"{_one}delete/", views.workload_delete, name="delete"),
    path(f"{_one}diagram/", views.workload_diagram, name="diagram"),
    path(f"{_one}people/", views_people.people, name="people"),
    path(f"{_one}people/give/", views_people.person_give, name="person_give"),
    path(f"{_one}people/invite/", views_people.person_invite, name="person_invite"),
    path(f"{_one}people/<int:user_id>/", views_people.person, name="person"),
    path(f"{_one}people/<int:user_id>/take/", views_people.person_take, name="person_take"),
    path(f"{_one}shares/", views_sharing.share_make, name="share_make"),
    path(
        f"{_one}shares/offers/<uuid:offer_id>/revoke/",
        views_sharing.share_offer_revoke,
        name="share_offer_revoke",
    ),
    path(f"{_one}shares/<int:shared_id>/revoke/", views_sharing.share_revoke, name="share_revoke"),
    path(f"{_one}shares/leave/", views_sharing.share_leave, name="share_leave"),
    path("shared/accept/", views_sharing.share_accept, name="share_accept"),
    path("shared/", views_sharing.share_offer, name="share_offer"),
    path("shared/<str:share_code>/", views_sharing.share_open, name="share_open"),
]
