"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from .views import paper, results, save, start
from .views.practice import practice

urlpatterns: list[URLPattern | URLResolver] = [
    path("exams/save/", save.save_answer, name="save_answer"),
    path("exams/practice/", practice, name="exam_practice"),
    path("exams/<uuid:uuid>/", start.exam_start, name="exam_start"),
    path("exams/parts/<uuid:uuid>/start/", start.part_start, name="part_start"),
    path("attempts/<uuid:uuid>/", paper.paper, name="paper"),
    path("attempts/<uuid:uuid>/seat/", paper.seat, name="seat"),
    path("attempts/<uuid:uuid>/review/", paper.review, name="review"),
    path("attempts/<uuid:uuid>/submit/", paper.submit, name="submit"),
    path("attempts/<uuid:uuid>/result/", results.attempt_result, name="attempt_result"),
    path("results/", results.my_results, name="my_results"),
]
