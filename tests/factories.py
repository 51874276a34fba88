"""Plain makers of rows for tests. Each says only what matters; the rest has a harmless default."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from assessments.core.gift import read_gift
from assessments.core.items import SINGLE, ItemContent, Option, content_digest, to_json
from assessments.models import (
    Attempt,
    Blueprint,
    BlueprintRow,
    Exam,
    ExamPart,
    Form,
    FormItem,
    Item,
    ItemBank,
    ItemState,
    ItemVersion,
    Place,
    PlaceState,
    Purpose,
    Sitting,
    SittingState,
)
from assessments.services.attempts import start_attempt
from assessments.services.items import save_item
from courses.models import CataloguePage, CoursePage, LessonPage
from courses.services.site import main_catalogue
from people.models import Agency, AgencyPeriod, Posting, RoleGrant, StaffKind, StaffProfile, User
from people.text import fold

LONG_AGO = date(2025, 7, 1)
LONG_AGO_AT = datetime(2025, 7, 1, 8, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
_number = itertools.count(1)


def make_agency(code: str, name: str = "", parent: Agency | None = None, **fields: Any) -> Agency:
    """An agency with its open period since 1 July 2025."""
    agency = Agency(code=code, name=name or f"Cơ quan {code}", **fields)
    if parent is None:
        Agency.add_root(instance=agency)
    else:
        parent.refresh_from_db()
        parent.add_child(instance=agency)
    AgencyPeriod.objects.create(
        agency=agency, parent=parent, code=agency.code, name=agency.name, valid_from=LONG_AGO
    )
    return agency


def make_user(email: str = "", password: str | None = None, **fields: Any) -> User:
    """An account."""
    return User.objects.create_user(email or f"nguoi{next(_number)}@hason.gov.vn", password, **fields)


def make_staff(
    full_name: str = "Nguyễn Văn An",
    agency: Agency | None = None,
    roles: Sequence[str] = (),
    email: str = "",
    staff_code: str = "",
    **fields: Any,
) -> StaffProfile:
    """A civil servant with an account, an open posting since 1 July 2025, and roles on the agency."""
    number = next(_number)
    user = make_user(email or f"{fold(full_name).replace(' ', '.')}.{number}@hason.gov.vn")
    staff = StaffProfile(
        user=user,
        full_name=full_name,
        staff_code=staff_code or f"H77-{number:05}",
        **({"kind": StaffKind.CIVIL_SERVANT, "position": "Chuyên viên"} | fields),
    )
    staff.save()
    if agency is not None:
        Posting.objects.create(staff=staff, agency=agency, position=staff.position, started_on=LONG_AGO)
        for role in roles:
            RoleGrant.objects.create(user=user, role=role, agency=agency, granted_at=LONG_AGO_AT)
    return staff


def make_course(
    code: str = "", title: str = "An toàn thông tin", lessons: int = 0, **fields: Any
) -> CoursePage:
    """A published course under the main catalogue, with as many lessons as asked."""
    under = fields.pop("under", None) or main_catalogue(now=LONG_AGO_AT)
    # A fresh instance: treebeard counts children on the object.
    parent = CataloguePage.objects.get(pk=under.pk)
    course = CoursePage(
        title=title, **({"code": code or f"KNS-{next(_number):03}", "summary": "Tóm tắt của khóa."} | fields)
    )
    parent.add_child(instance=course)
    for number in range(1, lessons + 1):
        make_lesson(course, title=f"Bài {number}")
    return course


def make_lesson(course: CoursePage, title: str = "Mật khẩu", **fields: Any) -> LessonPage:
    """A published lesson at the end of the course."""
    lesson = LessonPage(title=title, **fields)
    CoursePage.objects.get(pk=course.pk).add_child(instance=lesson)
    return lesson


def make_bank(agency: Agency, code: str = "", **fields: Any) -> ItemBank:
    """An exam bank, empty."""
    code = code or f"NH-{next(_number)}"
    return ItemBank.objects.create(
        agency=agency, code=code, **({"title": f"Ngân hàng {code}", "purpose": Purpose.EXAM} | fields)
    )


def make_item(bank: ItemBank, gift: str = "", *, topic: str = "A", level: str = "NB", **fields: Any) -> Item:
    """A live item from GIFT text (default: one single choice), written by nobody in particular."""
    number = next(_number)
    (draft,) = read_gift(gift or f"::CH-{number}::Câu hỏi số {number}?{{=đúng ~sai ~không rõ}}").items
    item = save_item(bank, replace(draft, topic=topic, level=level), now=LONG_AGO_AT, by=None).item
    for name, value in ({"state": ItemState.LIVE} | fields).items():
        setattr(item, name, value)
    item.save()
    return item


def make_exam(bank: ItemBank, rows: dict[tuple[str, str], int] | None = None, **fields: Any) -> Exam:
    """A draft trial exam with one part of 35 minutes over a blueprint (default: two A·NB items)."""
    number = next(_number)
    blueprint = Blueprint.objects.create(bank=bank, title=f"Ma trận {number}")
    for position, ((topic, level), count) in enumerate((rows or {("A", "NB"): 2}).items(), start=1):
        blueprint.rows.create(position=position, topic=topic, level=level, count=count)
    part = {name: fields.pop(name) for name in ("minutes", "cut_score", "forms_count") if name in fields}
    exam = Exam.objects.create(
        code=f"BT-{number}", agency=bank.agency, **({"title": f"Bài thi {number}"} | fields)
    )
    exam.parts.create(title="Trắc nghiệm", blueprint=blueprint, **({"minutes": 35} | part))
    return exam


def make_frozen_item(bank: ItemBank, number: int, *, topic: str = "An toàn", key: int = 0) -> ItemVersion:
    """A live single-choice item with four options; the option with identifier `key` is right."""
    texts = ["A", "B", "C", "D"]
    options = tuple(Option(text, Decimal(index == key)) for index, text in enumerate(texts))
    content = ItemContent(SINGLE, f"Câu {number} của {bank.code}", options=options)
    item = Item.objects.create(
        bank=bank, code=f"{bank.code}-{number:03}", topic=topic, level="NB", state="live"
    )
    version = ItemVersion.objects.create(
        item=item,
        number=1,
        kind=content.kind,
        stem=content.stem,
        content=to_json(content),
        sha256=content_digest(content),
        created_at=LONG_AGO_AT,
    )
    item.current_version = version
    item.save(update_fields=["current_version"])
    return version


def make_open_exam(
    agency: Agency,
    *,
    code: str = "",
    items: int = 4,
    forms: int = 3,
    parts: int = 1,
    minutes: int | None = 30,
    cut_score: int = 50,
    layout: str = "one_page",
    **fields: Any,
) -> Exam:
    """A published exam whose every item has option 0 as its key; forms are frozen and hold different items."""
    code = code or f"EX{next(_number)}"
    exam = Exam.objects.create(
        code=code,
        title=f"Bài thi {code}",
        agency=agency,
        **(
            {"state": "published", "official": True, "wait_hours_later": fields.get("wait_hours", 72)}
            | fields
        ),
    )
    bank = ItemBank.objects.create(
        code=f"{code}-bank", title=f"Ngân hàng {code}", agency=agency, purpose="exam"
    )
    for position in range(1, parts + 1):
        blueprint = Blueprint.objects.create(bank=bank, title=f"Ma trận {position}")
        BlueprintRow.objects.create(blueprint=blueprint, topic="An toàn", level="NB", count=items)
        part = ExamPart.objects.create(
            exam=exam,
            position=position,
            title=f"Phần {position}",
            blueprint=blueprint,
            minutes=minutes,
            cut_score=cut_score,
            layout=layout,
            forms_count=forms,
        )
        for number in range(1, forms + 1):
            make_form(part, number, bank=bank, items=items)
    return exam


def make_form(part: ExamPart, number: int, *, bank: ItemBank, items: int) -> Form:
    """A frozen form of new items."""
    form = Form.objects.create(
        part=part,
        number=number,
        seed="test",
        sha256=uuid4().hex,
        assembled_at=LONG_AGO_AT,
    )
    first = ItemVersion.objects.filter(item__bank=bank).count()
    for position in range(1, items + 1):
        version = make_frozen_item(bank, first + position)
        FormItem.objects.create(form=form, position=position, version=version, option_order=[2, 0, 3, 1])
    return form


def make_sitting(
    exam: Exam,
    *,
    begins_at: datetime = NOON,
    candidates: Iterable[StaffProfile] = (),
    invigilators: Iterable[StaffProfile] = (),
    **fields: Any,
) -> Sitting:
    """A published sitting that takes in for half an hour; its candidates are expected."""
    sitting = Sitting.objects.create(
        exam=exam,
        begins_at=begins_at,
        **(
            {
                "agency": exam.agency,
                "title": f"Ca {next(_number)}",
                "state": SittingState.PUBLISHED,
                "late_until": begins_at + timedelta(minutes=30),
            }
            | fields
        ),
    )
    Place.objects.bulk_create(Place(sitting=sitting, staff=staff) for staff in candidates)
    sitting.invigilators.set([staff.user for staff in invigilators])
    return sitting


def make_attempt(staff: StaffProfile, part: ExamPart, *, now: datetime, sitting: Sitting) -> Attempt:
    """An attempt begun now in a sitting, by somebody who was let in."""
    let_in(sitting, staff)
    return start_attempt(staff, part, now=now, by=staff.user)


def let_in(sitting: Sitting, staff: StaffProfile) -> Place:
    """The person's place, admitted at the beginning by nobody in particular."""
    facts = {
        "state": PlaceState.ADMITTED,
        "identity_checked": True,
        "admitted_at": sitting.begins_at,
        "admitted_by": make_user(),
    }
    return Place.objects.update_or_create(sitting=sitting, staff=staff, defaults=facts)[0]
