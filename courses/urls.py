"""Addresses of this app. The pages of content have addresses of their own."""

from django.urls import URLPattern, URLResolver, include, path

from .views import learning

app_urls = (
    [
        path("courses/<str:code>/enrol/", learning.enrol, name="enrol"),
        path("lessons/<int:lesson_id>/complete/", learning.complete_lesson, name="complete_lesson"),
    ],
    "courses",
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("my-learning/", learning.my_learning, name="my_learning"),
    path("", include(app_urls)),
]
