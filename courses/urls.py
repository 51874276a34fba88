"""Addresses of this app. The pages of content have addresses of their own."""

from django.urls import URLPattern, URLResolver, include, path

from .views import assignments, exemptions, learning

app_urls = (
    [
        path("khoa-hoc/", learning.catalogue, name="catalogue"),
        path("courses/assignments/", assignments.assignments, name="assignments"),
        path("courses/assignments/new/", assignments.new_assignment, name="new_assignment"),
        path("courses/assignments/<uuid:uuid>/", assignments.assignment, name="assignment"),
        path("courses/assignments/<uuid:uuid>/withdraw/", assignments.withdraw, name="withdraw_assignment"),
        path("courses/exemptions/", exemptions.exemptions, name="exemptions"),
        path("courses/exemptions/new/", exemptions.new_exemption, name="new_exemption"),
        path("courses/exemptions/<uuid:uuid>/withdraw/", exemptions.withdraw, name="withdraw_exemption"),
        path("courses/<str:code>/enrol/", learning.enrol, name="enrol"),
        path("lessons/<int:lesson_id>/complete/", learning.complete_lesson, name="complete_lesson"),
    ],
    "courses",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("my-learning/", learning.my_learning, name="my_learning"),
    path("", include(app_urls)),
]
