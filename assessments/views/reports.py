"""A candidate tells what is wrong with an item. It opens in a tab of its own: the paper and its answers stay."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from assessments.forms.rulings import ItemReportForm
from assessments.models import AttemptState, ItemReport
from assessments.services.rescoring import report_item

from .mine import my_attempt


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
def item_report(request: HttpRequest, uuid: UUID, position: int) -> HttpResponse:
    """What was said before, to be said better; while the test is going on."""
    now = timezone.now()
    attempt = my_attempt(request, uuid, now=now)
    if not 1 <= position <= attempt.policy["items"]:
        raise Http404
    if attempt.state != AttemptState.IN_PROGRESS:
        return redirect("attempt_result", uuid=uuid)
    before = ItemReport.objects.filter(attempt=attempt, position=position).first()
    form = ItemReportForm(request.POST or None, initial={"text": before.text if before else ""})
    if form.is_valid():
        report_item(attempt, position, form.cleaned_data["text"], now=now)
        return redirect("item_report", uuid=uuid, position=position)
    context = {"attempt": attempt, "position": position, "form": form, "report": before}
    return render(request, "assessments/item_report.html", context)
