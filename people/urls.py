"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, include, path

from .views import agencies, imports, invitations, own, roles, staff

people: list[URLPattern | URLResolver] = [
    path("staff/", staff.staff_list, name="staff_list"),
    path("staff/new/", staff.staff_new, name="staff_new"),
    path("staff/<uuid:uuid>/", staff.staff_detail, name="staff_detail"),
    path("staff/<uuid:uuid>/edit/", staff.staff_edit, name="staff_edit"),
    path("staff/<uuid:uuid>/move/", staff.staff_move, name="staff_move"),
    path("staff/<uuid:uuid>/release/", staff.staff_release, name="staff_release"),
    path("staff/<uuid:uuid>/link/", invitations.invite_link, name="invite_link"),
    path("agencies/", agencies.agency_tree, name="agency_tree"),
    path("agencies/<uuid:uuid>/", agencies.agency_detail, name="agency_detail"),
    path("roles/", roles.role_list, name="role_list"),
    path("roles/<int:grant_id>/end/", roles.role_end, name="role_end"),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/<uuid:uuid>/", imports.import_run, name="import_run"),
    path("imports/<uuid:uuid>/progress/", imports.import_progress, name="import_progress"),
    path("imports/<uuid:uuid>/confirm/", imports.import_confirm, name="import_confirm"),
    path("imports/<uuid:uuid>/discard/", imports.import_discard, name="import_discard"),
    path("imports/<uuid:uuid>/refused.xlsx", imports.import_refused, name="import_refused"),
    path("invitations/", invitations.invite, name="invite"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("people/", include((people, "people"))),
    path("notices/", own.notices, name="notices"),
    path("notices/read/", own.notices_read, name="notices_read"),
    path("notices/<int:notice_id>/open/", own.notice_open, name="notice_open"),
    path("profile/", own.profile, name="profile"),
]
