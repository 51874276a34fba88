"""Results as examiners see them before they count."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assessments.forms.allowances import ReasonForm
from assessments.models import Attempt
from assessments.services import publication
from assessments.services.results import passes
from assessments.services.reviews import latest_score
from assessments.views import scoped
from people import scope
from people.models import Role

PAGE = 100


@scope.role_required(Role.EXAMINER)
@require_http_methods(["GET", "HEAD", "POST"])
def withheld_results(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who waits for the exam council, with what; and the act that publishes it all, with a reason."""
    exam = scoped.get_examined(request, uuid)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        act = {"reason": form.cleaned_data["reason"], "now": timezone.now(), "by": scope.signed_in(request)}
        try:
            number = publication.publish_results(exam, **act)
        except publication.NothingToPublish:
            messages.error(request, _("No result waits for publication."))
        else:
            said = ngettext("%(n)s attempt was published.", "%(n)s attempts were published.", number)
            messages.success(request, said % {"n": number})
        return redirect("exam_manage", exam.uuid)
    waiting = publication.withheld_attempts(exam).select_related("staff", "part").prefetch_related("scores")
    page = Paginator(waiting.order_by("staff__sort_key", "part__position", "number"), PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "exam": exam,
        "form": form,
        "page": page,
        "rows": [_row(attempt) for attempt in page],
        "sitting": Attempt.objects.official().open().filter(part__exam=exam).count(),
        "crumbs": [
            {"label": _("Exams"), "url": reverse("exams_manage")},
            {"label": exam.title, "url": reverse("exam_manage", args=[exam.uuid])},
        ],
    }
    return render(request, "assessments/withheld_results.html", context)


def _row(attempt: Attempt) -> dict[str, Any]:
    score = latest_score(attempt)
    return {
        "attempt": attempt,
        "score": score.scaled if score else None,
        "passed": passes(score) if score else None,
    }
