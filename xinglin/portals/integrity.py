"""«历史完整性»: what was sealed, what the proofs found, the daily roots; a proof at the auditor's word (PLT-61)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import MenuItem
from xinglin.engines.access.pages import page
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.history.models import DailyRoot, Proof, SealedBlock
from xinglin.engines.jobs.models import JobRun, JobState
from xinglin.engines.jobs.queue import enqueue

PROVE = right("audit.prove", "检查历史完整性", Role.AUDITOR)
TASK = "history.prove"
BUSY = (JobState.WAITING, JobState.RUNNING)
SHOWN_PROOFS, SHOWN_ROOTS = 10, 31


def may_prove(by: Actor) -> str | None:
    """A proof reads the whole database, so only the nation's auditor starts one."""
    if by.is_system or (by.may(PROVE) and by.unit.parent_id is None):
        return None
    return "检查要读取全系统的历史，由国家审计管理员办理；您可以查看检查结果。"


@action("history.proof_started", "检查历史完整性")
def start_proofs(since: Sequence[date | None], *, by: Actor) -> Outcome:
    """Have history proved in the background; keys are those of the JobRuns. Raises Refused; one at a time."""
    if why := may_prove(by):
        raise Refused(why)
    runs = JobRun.objects.bulk_create(
        JobRun(
            task=TASK,
            title="检查历史完整性",
            account_id=by.account_id,
            membership_id=by.membership_id,
            unit=by.unit,
            address=by.address,
            arguments={"since": str(day) if day else ""},
        )
        for day in since
    )
    return Outcome(done=[run.pk for run in runs])


def prove_soon(since: date | None, *, by: Actor) -> int:
    """Put a proof into the queue; the key of its JobRun. Raises Refused."""
    with transaction.atomic():
        run_id = start_proofs([since], by=by).only()
        enqueue(TASK, lock=TASK, run_id=run_id)
    return run_id


@page(PROVE)
@require_GET
def integrity(request: Any) -> HttpResponse:
    """The page."""
    sealed = SealedBlock.objects.aggregate(at=Max("sealed_at"), blocks=Max("number"), rows=Sum("rows"))
    context = {
        "title": "历史完整性",
        "sealed": sealed,
        "proofs": Proof.objects.all()[:SHOWN_PROOFS],
        "roots": [(root, bytes(root.root).hex()) for root in DailyRoot.objects.all()[:SHOWN_ROOTS]],
        "run": _going_on(),
        "why_not": may_prove(request.actor),
    }
    return render(request, "portals/integrity.html", context)


@page(PROVE)
@require_POST
def start(request: Any) -> HttpResponse:
    """«立即检查»."""
    try:
        if _going_on() is None:
            prove_soon(None, by=request.actor)
        messages.success(request, "检查已开始，可以离开本页，完成后结果显示在“检查记录”中。")
    except Refused as refused:
        messages.error(request, refused.why)
    return redirect("portals:integrity")


@page(PROVE)
@require_GET
def progress(request: HttpRequest) -> HttpResponse:
    """The bar alone; when the proof is over the page is read anew."""
    run = _going_on()
    response = render(request, "portals/integrity_progress.html", {"run": run})
    if run is None:
        response.headers["HX-Refresh"] = "true"
    return response


@page(PROVE)
@require_GET
def roots(request: HttpRequest) -> HttpResponse:
    """All daily roots, a line each, to be printed, sent out or kept elsewhere."""
    lines = "".join(f"{root.line}\n" for root in DailyRoot.objects.order_by("day"))
    headers = {"Content-Disposition": 'attachment; filename="history-roots.txt"'}
    return HttpResponse(lines, content_type="text/plain; charset=utf-8", headers=headers)


def _going_on() -> JobRun | None:
    return JobRun._base_manager.filter(task=TASK, state__in=BUSY).order_by("-pk").first()


MenuItem(title="历史完整性", url="portals:integrity", rights=[PROVE], section="安全审计", icon="shield-check", order=91)
