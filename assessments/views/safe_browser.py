"""Exams that are sat in a Safe Exam Browser only: each request proves it by its headers, or the page does by a script.

Browsers on phones, tablets and some Macs send no headers; there a page asks the browser's own interface for the hash of
an address that holds a number of ours, and the session remembers the answer.
"""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import get_random_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.core.safe_browser import Proof, is_proven, read_keys
from assessments.models import Exam

from .mine import exam_to_sit

CONFIG_HEADER = "X-SafeExamBrowser-ConfigKeyHash"
PROGRAM_HEADER = "X-SafeExamBrowser-RequestHash"


def turned_away(request: HttpRequest, exam: Exam) -> HttpResponse | None:
    """None if the exam may be sat in this browser; else the way to the page that finds out."""
    if _is_safe(request, exam):
        return None
    address = reverse("safe_browser", args=[exam.uuid])
    back = request.path if request.method == "GET" else reverse("exam_start", args=[exam.uuid])
    return redirect(f"{address}?next={back}&proof={_new_number(request, exam)}")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def safe_browser(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Asks the browser's own interface for its proof; a browser that has none is told what to open."""
    exam = exam_to_sit(uuid)
    back = _back(request, exam)
    if request.method == "POST":
        proof = Proof(request.POST.get("config"), request.POST.get("program"))
        if request.GET.get("proof") == request.session.get(_number_key(exam)) and _proves(
            request, exam, proof
        ):
            request.session[_proven_key(exam)] = True
    if _is_safe(request, exam):
        return redirect(back)
    failed = request.method == "POST"
    return render(request, "assessments/safe_browser.html", {"exam": exam, "failed": failed}, status=403)


def _is_safe(request: HttpRequest, exam: Exam) -> bool:
    """Where the exam asks for it: by the headers of this request; without any, by what the session remembers."""
    if not (exam.config_keys or exam.program_keys):
        return True
    proof = Proof(request.headers.get(CONFIG_HEADER), request.headers.get(PROGRAM_HEADER))
    if proof.is_empty:
        return bool(request.session.get(_proven_key(exam)))
    return _proves(request, exam, proof)


def _proves(request: HttpRequest, exam: Exam, proof: Proof) -> bool:
    keys: dict[str, Any] = {
        "config_keys": read_keys(exam.config_keys),
        "program_keys": read_keys(exam.program_keys),
    }
    return is_proven(request.build_absolute_uri(), proof, **keys)


def _new_number(request: HttpRequest, exam: Exam) -> str:
    number: str = request.session.setdefault(_number_key(exam), get_random_string(24))
    return number


def _back(request: HttpRequest, exam: Exam) -> str:
    asked = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(asked, allowed_hosts=None):
        return asked
    return reverse("exam_start", args=[exam.uuid])


def _number_key(exam: Exam) -> str:
    return f"safe-browser-number-{exam.uuid}"


def _proven_key(exam: Exam) -> str:
    return f"safe-browser-{exam.uuid}"
