"""The living style page: sample data for every component. Routed only while DEBUG."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class SampleForm(forms.Form):
    """One field of each kind, two of them wrong."""

    full_name = forms.CharField(label="Họ và tên", help_text="Viết đầy đủ, có dấu, như trong quyết định.")
    email = forms.EmailField(
        label="Thư điện tử công vụ", error_messages={"invalid": "Thiếu phần sau @, ví dụ @phuocthuan.gov.vn"}
    )
    phone = forms.CharField(label="Điện thoại", required=False)
    unit = forms.ChoiceField(label="Đơn vị", choices=[("1", "Sở Nội vụ"), ("2", "Xã Phước Thuận")])
    kind = forms.ChoiceField(
        label="Loại cán bộ",
        choices=[("a", "Cán bộ"), ("b", "Công chức"), ("c", "Viên chức")],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label="Ghi chú", widget=forms.Textarea, required=False)
    file = forms.FileField(label="Tệp danh sách (.xlsx)", required=False)
    agree = forms.BooleanField(label="Tôi đã đọc quy định của bài thi")


def style_page(request: HttpRequest) -> HttpResponse:
    """Every component, once."""
    return render(request, "style.html", _samples())


def _samples() -> dict[str, Any]:
    at = datetime(2026, 11, 21, 2, 41, tzinfo=UTC)
    names = [
        "UBND tỉnh Hoa Lư",
        "Sở Nội vụ",
        "Phòng Công chức, viên chức",
        "Xã Phước Thuận",
        "Trung tâm Phục vụ hành chính công",
    ]
    tones = [
        ("active", "Đang học"),
        ("ok", "Đạt"),
        ("warn", "Còn 3 ngày"),
        ("bad", "Quá hạn"),
        ("idle", "Chưa bắt đầu"),
    ]
    return {
        "form": SampleForm({"full_name": "", "email": "huong", "unit": "2", "kind": "b", "agree": "on"}),
        "crumbs": [{"label": "Trang chủ", "url": "/"}, {"label": "Cơ quan", "url": "/"}],
        "steps": ["Tải tệp lên", "Xem trước", "Áp dụng"],
        "tabs": [
            {"label": "Chờ quyết định (3)", "url": "?", "current": True},
            {"label": "Đã quyết định", "url": "?"},
        ],
        "stats": [
            {"number": "612", "label": "thuộc diện", "url": "?"},
            {"number": "71 %", "label": "đã đạt", "url": "?"},
            {"number": "24", "label": "quá hạn", "url": "?"},
            {"number": "84,5", "label": "điểm trung bình"},
        ],
        "facts": [
            {"label": "Số hiệu", "value": "H77/2026/GCN-000123", "url": "?"},
            {"label": "Cấp ngày", "value": "21/11/2026"},
        ],
        "rows": [
            {
                "name": name,
                "level": level,
                "scope": 612 - 97 * n,
                "passed": 434 - 80 * n,
                "rate": 71 - 13 * n,
                "overdue": n * 4,
                "tone": tone,
                "word": word,
            }
            for n, (name, level, (tone, word)) in enumerate(zip(names, [0, 1, 2, 1, 1], tones, strict=True))
        ],
        "page": Paginator(range(1, 1234), 25).page(2),
        "lessons": [
            {"title": "Vì sao phải giữ mật khẩu", "url": "?", "minutes": 10, "done": True},
            {"title": "Nhận biết thư lừa đảo", "url": "?", "minutes": 15, "current": True},
            {"title": "Làm gì khi nghi bị lộ thông tin", "url": None, "minutes": 12},
        ],
        "entries": [
            {
                "title": "Lập đề xuất",
                "at": at,
                "by": "Hệ thống",
                "text": "Theo quy tắc XL3, dữ liệu ngày 20/11/2026.",
            },
            {"title": "Trình duyệt", "at": at, "by": "Lê Văn Phúc"},
            {"title": "Chờ ý kiến của bà Hường", "at": None, "text": "Đến hết ngày 28/11/2026."},
        ],
    }
