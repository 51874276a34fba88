"""What trainers write. Pages hold content only; what a learner did comes from tags and views."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page
from wagtail.search import index

from people.models import Agency
from people.text import fold

from ..blocks import LessonBlocks
from .competence import Competence


class HomePage(Page):
    """The front door."""

    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link", "ul"])

    max_count = 1
    subpage_types = ["courses.CataloguePage"]
    template = "courses/home.html"
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("home page")


class CataloguePage(Page):
    """The list of courses of an agency, or of all."""

    intro = RichTextField(_("introduction"), blank=True, features=["bold", "italic", "link", "ul"])

    parent_page_types = ["courses.HomePage", "courses.CataloguePage"]
    subpage_types = ["courses.CoursePage", "courses.CataloguePage"]
    template = "courses/catalogue.html"
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("catalogue")


class CompletionRule(models.TextChoices):
    """What completes a course."""

    LESSONS = "lessons", _("all lessons")
    LESSONS_AND_EXAM = "lessons_and_exam", _("all lessons and the final exam")


class CoursePage(Page):
    """A course: what it is for and whom it serves; its lessons are the pages below it."""

    code = models.CharField(_("course code"), max_length=20, unique=True)
    summary = models.TextField(_("summary"), max_length=600)
    objectives = RichTextField(_("objectives"), blank=True, features=["bold", "italic", "link", "ul", "ol"])
    hours = models.DecimalField(_("hours"), max_digits=5, decimal_places=1, default=1)
    agency = models.ForeignKey(
        Agency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="courses",
        verbose_name=_("issuing agency"),
    )
    competences = ParentalManyToManyField(
        Competence, blank=True, related_name="courses", verbose_name=_("competences")
    )
    completion_rule = models.CharField(
        _("is completed by"), max_length=20, choices=CompletionRule, default=CompletionRule.LESSONS_AND_EXAM
    )
    search_key = models.TextField(editable=False, default="")

    parent_page_types = ["courses.CataloguePage"]
    subpage_types = ["courses.LessonPage"]
    template = "courses/course.html"
    search_fields = [
        *Page.search_fields,
        index.SearchField("search_key"),
        index.SearchField("code"),
        index.FilterField("code"),
    ]
    content_panels = [
        *Page.content_panels,
        MultiFieldPanel([FieldPanel("code"), FieldPanel("hours"), FieldPanel("agency")], heading=_("Facts")),
        FieldPanel("summary"),
        FieldPanel("objectives"),
        FieldPanel("competences"),
        FieldPanel("completion_rule"),
    ]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the search key with the words."""
        self.search_key = fold(f"{self.code} {self.title} {self.summary}")
        super().full_clean(*args, **kwargs)

    def lessons(self) -> "models.QuerySet[LessonPage]":
        """The published lessons in their order."""
        return LessonPage.objects.child_of(self).live().order_by("path")


class LessonPage(Page):
    """One lesson."""

    minutes = models.PositiveSmallIntegerField(_("reading time in minutes"), default=10)
    body = StreamField(LessonBlocks(), verbose_name=_("content"), blank=True)
    search_key = models.TextField(editable=False, default="")

    parent_page_types = ["courses.CoursePage"]
    subpage_types: list[str] = []
    template = "courses/lesson.html"
    search_fields = [*Page.search_fields, index.SearchField("body"), index.SearchField("search_key")]
    content_panels = [*Page.content_panels, FieldPanel("minutes"), FieldPanel("body")]

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the search key with the title."""
        self.search_key = fold(self.title)
        super().full_clean(*args, **kwargs)

    @property
    def course(self) -> CoursePage:
        """The course that this lesson belongs to."""
        return self.get_parent().specific
