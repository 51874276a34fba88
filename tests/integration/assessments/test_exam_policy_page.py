"""The exam's own page tells its whole policy; the access code only those who may change or run it."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.models import Exam, ExamPart
from people.models import StaffProfile

SignIn = Callable[[StaffProfile], Client]
KEY = "a" * 64


@pytest.fixture
def page_for(sign_in: SignIn, exam: Exam) -> Callable[..., str]:
    """The page as somebody sees it after the exam got other settings, as plain words."""

    def read(staff: StaffProfile, **settings: Any) -> str:
        Exam.objects.filter(pk=exam.pk).update(**settings)
        page = sign_in(staff).get(reverse("exam_manage", args=[exam.uuid]))
        text = re.sub(r"<[^>]+>", " ", page.content.decode())
        return re.sub(r"\s+", " ", text)

    return read


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "Mã vào phòng thi không có"),
        ({}, "Safe Exam Browser không bắt buộc: trình duyệt nào cũng được"),
        ({"config_keys": KEY}, "Safe Exam Browser bắt buộc, theo cấu hình đã định"),
        ({"program_keys": KEY}, "Safe Exam Browser bắt buộc, theo phiên bản đã định"),
        (
            {"config_keys": KEY, "program_keys": KEY},
            "Safe Exam Browser bắt buộc, theo cấu hình và phiên bản đã định",
        ),
        ({}, "Kết quả được tính ngay khi chấm xong"),
        ({"withhold_results": True}, "Kết quả chờ hội đồng thi"),
        ({"counts": "mean"}, "Lượt thi được tính trung bình"),
        ({"wait_hours": 24, "wait_hours_later": 72}, "24 sau lần đầu, 72 sau các lần tiếp theo"),
        ({}, "Phần thi đã đạt được bảo lưu chỉ trong năm đạt"),
        ({"kept_months": 24}, "Phần thi đã đạt được bảo lưu 24 tháng"),
    ],
)
def test_page_tells_the_policy(page_for, examiner: StaffProfile, settings: dict[str, Any], told: str) -> None:
    assert told in page_for(examiner, **settings)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "được sửa câu trước · một câu có thể có trong mọi đề · trộn câu và phương án"),
        ({"layout": "one_item", "one_way": True}, "mỗi trang một câu · không quay lại câu trước"),
        ({"exposure_cap": 40}, "một câu có trong tối đa 40% số đề"),
        ({"shuffle_items": False}, "· trộn phương án ·"),
        ({"shuffle_options": False}, "· trộn câu ·"),
        ({"shuffle_items": False, "shuffle_options": False}, "thứ tự cố định"),
        ({"grace_seconds": 45}, "chờ thêm 45 giây"),
    ],
)
def test_page_tells_how_each_part_goes(
    page_for, exam: Exam, examiner: StaffProfile, settings: dict[str, Any], told: str
) -> None:
    ExamPart.objects.filter(exam=exam).update(**settings)

    assert told in page_for(examiner)


@pytest.mark.parametrize(
    ("who", "state", "seen"),
    [
        ("examiner", "published", True),
        ("examiner", "draft", True),
        ("trainer", "draft", True),
        ("trainer", "published", False),
    ],
)
def test_access_code_is_for_those_who_change_or_run_the_exam(
    request: Any, page_for, who: str, state: str, seen: bool
) -> None:
    text = page_for(request.getfixturevalue(who), access_code="SEN26", state=state)

    assert ("SEN26" in text, "Mã vào phòng thi đã đặt" in text) == (seen, not seen)


def test_published_results_say_when(page_for, examiner: StaffProfile) -> None:
    at = timezone.now()

    text = page_for(examiner, withhold_results=True, results_published_at=at)

    assert f"{timezone.localtime(at):%H:%M %d/%m/%Y}" in text
