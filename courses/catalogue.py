"""The list of courses: searched without accents, filtered by competence."""

from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import QueryDict

from people.text import fold

from .models import CataloguePage, Competence, CoursePage

PAGE_SIZE = 24


@dataclass(frozen=True)
class Found:
    """One page of the catalogue, with what was asked."""

    page: "Page[CoursePage]"
    words: str
    competence: Competence | None
    competences: list[Competence]

    @property
    def asked(self) -> bool:
        """Something was searched or filtered."""
        return bool(self.words or self.competence)


def courses_under(catalogue: CataloguePage) -> "QuerySet[CoursePage]":
    """The published courses in the catalogue and in those below it, by code."""
    return CoursePage.objects.descendant_of(catalogue).live().select_related("agency").order_by("code")


def find(catalogue: CataloguePage, asked: QueryDict) -> Found:
    """The courses that hold every word of `q` (accents and case aside) and point at the competence `competence`."""
    every = courses_under(catalogue)
    words = asked.get("q", "").strip()[:100]
    found = every
    for word in fold(words).split():
        found = found.filter(search_key__contains=word)
    competence = _competence(asked.get("competence", ""))
    if competence is not None:
        found = found.filter(competences=competence)
    used = Competence.objects.filter(courses__in=every).distinct()
    page = Paginator(found, PAGE_SIZE).get_page(asked.get("page"))
    return Found(page, words, competence, list(used))


def _competence(number: str) -> Competence | None:
    return Competence.objects.filter(pk=int(number)).first() if number.isdecimal() else None
