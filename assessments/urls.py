"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from assessments.views.practice import practice

urlpatterns: list[URLPattern | URLResolver] = [
    path("exams/practice/", practice, name="exam_practice"),
]
