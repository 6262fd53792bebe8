"""Addresses of the lens library."""

from django.urls import URLPattern, URLResolver, include, path

from .editor_urls import editor_patterns
from .views import importing, levels, library, sharing, versions

_lens = "<uuid:lens_id>/"

lens_patterns: list[URLPattern | URLResolver] = [
    path("", library.lenses, name="list"),
    path("levels/", levels.levels, name="levels"),
    path("levels/<str:practice>/", levels.level, name="level"),
    path("levels/<str:practice>/end/", levels.level_end, name="level_end"),
    path("judging/", levels.judging, name="judging"),
    path("import/", importing.import_file, name="import"),
    path("shared/accept/", sharing.share_accept, name="share_accept"),
    path("shared/", sharing.share_offer, name="share_offer"),
    path("shared/<str:code>/", sharing.share_open, name="share_open"),
    path(_lens, library.lens, name="detail"),
    path(f"{_lens}export/", library.export, name="export"),
    path(f"{_lens}retire/", library.retire, name="retire"),
    path(f"{_lens}restore/", library.restore, name="restore"),
    path(f"{_lens}delete/", library.delete, name="delete"),
    path(f"{_lens}versions/", versions.versions, name="versions"),
    path(f"{_lens}versions/<int:number>/", versions.version, name="version"),
    path(f"{_lens}versions/<int:number>/export/", versions.version_export, name="version_export"),
    path(f"{_lens}versions/<int:number>/remarks/", versions.remarks, name="remarks"),
    path(f"{_lens}compare/", versions.compare, name="compare"),
    path(f"{_lens}shares/", sharing.shares, name="shares"),
    path(f"{_lens}shares/<uuid:share_id>/revoke/", sharing.share_revoke, name="share_revoke"),
    path(f"{_lens}leave/", sharing.leave, name="leave"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("lenses/", include(([*lens_patterns, *editor_patterns], "lenses"))),
]
