"""Making course and lesson pages, with their pictures and files, from the folders under `content/`."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection

from courses.models import CataloguePage, Competence, CoursePage, LessonPage
from people.models import Agency, User
from samples.lessons import Block, Lesson, read_lesson

CONTENT = Path(__file__).parent / "content"


def read_course(folder: str) -> dict[str, Any]:
    """The facts of a course as written in its folder."""
    facts: dict[str, Any] = json.loads((CONTENT / folder / "course.json").read_text("utf-8"))
    return facts


def make_course(
    folder: str, catalogue: CataloguePage, practice: Mapping[str, str], *, now: datetime, by: User
) -> CoursePage:
    """A published course with its lessons. `practice`: the uuid of each practice item by its code."""
    facts = read_course(folder)
    course = CoursePage(
        title=facts["title"],
        slug=folder,
        code=facts["code"],
        summary=facts["summary"],
        objectives=facts["objectives"],
        hours=facts["hours"],
        agency=Agency.objects.get(code=facts["agency"]),
        completion_rule=facts["completion_rule"],
        owner=by,
        first_published_at=now,
        last_published_at=now,
    )
    catalogue.add_child(instance=course)
    course.competences.set(Competence.objects.filter(code__in=facts["competences"]))
    course.save()
    writer = LessonWriter(
        CONTENT / folder, catalogue.collection or Collection.get_first_root_node(), practice
    )
    for name in facts["lessons"]:
        writer.write(name, course, now=now, by=by)
    return course


class LessonWriter:
    """Turns the lesson files of one folder into pages below one course."""

    def __init__(self, folder: Path, collection: Collection, practice: Mapping[str, str]) -> None:
        self.folder = folder
        self.collection = collection
        self.practice = practice

    def write(self, name: str, course: CoursePage, *, now: datetime, by: User) -> LessonPage:
        """One lesson page, published."""
        lesson = read_lesson((self.folder / name).read_text("utf-8"))
        page = LessonPage(
            title=lesson.title,
            slug=name.removesuffix(".md")[3:],
            minutes=lesson.minutes,
            owner=by,
            first_published_at=now,
            last_published_at=now,
        )
        page.body = json.dumps(self._body(lesson, by))
        course.add_child(instance=page)
        return page

    def _body(self, lesson: Lesson, by: User) -> list[dict[str, Any]]:
        return [{"type": block.kind, "value": self._value(block, by)} for block in lesson.blocks]

    def _value(self, block: Block, by: User) -> Any:
        facts = block.value
        if block.kind == "rich_text":
            return facts["html"]
        if block.kind == "callout":
            return {"kind": facts["kind"], "title": facts["title"], "text": facts["html"]}
        if block.kind == "table":
            return _table(facts)
        if block.kind == "image":
            picture = self._picture(facts["file"], facts["alt"], by)
            return {"image": picture, "alt": facts["alt"], "caption": facts.get("caption", "")}
        if block.kind == "document":
            return {"document": self._document(facts["file"], facts["title"], by), "title": facts["title"]}
        return {"item": self.practice[facts["item"]]}

    def _picture(self, name: str, alt: str, by: User) -> int:
        file = ContentFile((self.folder / name).read_bytes(), name=name)
        image = get_image_model()(title=alt[:80], file=file, collection=self.collection, uploaded_by_user=by)
        image.save()
        return int(image.pk)

    def _document(self, name: str, title: str, by: User) -> int:
        file = ContentFile((self.folder / name).read_bytes(), name=name)
        document = get_document_model()(
            title=title, file=file, collection=self.collection, uploaded_by_user=by
        )
        document.save()
        return int(document.pk)


def _table(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "columns": [{"type": "text", "heading": head} for head in facts["heads"]],
        "rows": [{"values": row} for row in facts["rows"]],
        "caption": facts["caption"],
    }
