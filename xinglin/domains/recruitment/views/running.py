"""Pages of admission by a rule: for who runs it, for everybody who wants to confirm it, for the applicant."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from xinglin.engines.access.menu import place
from xinglin.engines.access.models import Unit
from xinglin.engines.access.pages import View, page, public_page
from xinglin.engines.actions import Outcome, Refused
from xinglin.engines.history import audit
from xinglin.kit.matching import checker

from .. import windows
from ..actions.running import NewRun, apply_runs, release_runs, save_reserves, seal_runs, start_runs, withdraw_runs
from ..enums import Method, RunState
from ..forms.running import ReserveForm, RunForm, WithdrawForm
from ..lists.running import RUNS, TONES, name_of
from ..models import Batch, Place, Reserve, Run
from ..queries import running as q
from ..queries.market import census, inputs_of
from ..queries.timing import opening_of
from ..rules import applying
from ..rules import running as rules

SHOWN = 12  # lines of a table before it is folded
DONE = (RunState.DONE, RunState.APPLIED, RunState.WITHDRAWN)


@page(rules.RUN)
def new(request: HttpRequest) -> HttpResponse:
    """«新建运行»: which batch, what its inputs amount to, and a dry run or the real one (REC-51)."""
    batches = q.batches_run_by(_actor(request))
    asked = request.GET.get("batch", "")
    batch = batches.filter(pk=asked).first() if _is_key(asked) else None
    place(request, RUNS.url, ("新建运行", None))
    if batch is None:
        return render(request, "recruitment/running/choose.html", {"title": "新建运行", "batches": batches})
    form = _form(request, batch)
    if request.method == "POST" and form.is_valid() and (run := _sealed(request, batch, form)):
        return redirect("matching:run", pk=run)
    context = {
        "title": f"新建运行：{batch.name}",
        "batch": batch,
        "form": form,
        "facts": census(inputs_of(batch, sealed_at="")),
        "bases": _bases(batch),
        "base": request.GET.get("institution", ""),
        "earlier": request.GET.get("from", ""),
        "standing": q.standing_run(batch),
        "screening": opening_of(batch, windows.SCREENING),
        "admission": opening_of(batch, windows.ADMISSION),
        "rule": rules.TIE_BREAK,
    }
    return render(request, "recruitment/running/new.html", context, status=422 if form.errors else 200)


def _form(request: HttpRequest, batch: Batch) -> RunForm:
    """With the numbers of one base's places, and those that an earlier dry run supposed."""
    base, earlier = request.GET.get("institution", ""), request.GET.get("from", "")
    run = q.runs_visible_to(_actor(request)).filter(batch=batch, pk=earlier).first() if _is_key(earlier) else None
    carried = {int(key): number for key, number in run.quotas.items()} if run else {}
    rows = Place._base_manager.filter(batch=batch, institution=int(base) if _is_key(base) else None)
    places = list(rows.select_related("institution", "specialty", "site").order_by("specialty__code", "pk"))
    return RunForm(request.POST or None, places=places, carried=carried)


def _bases(batch: Batch) -> "QuerySet[Unit]":
    """Those that have places in it."""
    return Unit.objects.filter(pk__in=Place._base_manager.filter(batch=batch).values("institution")).order_by("name")


def _sealed(request: HttpRequest, batch: Batch, form: RunForm) -> int | None:
    given = form.cleaned_data
    asked = NewRun(
        is_dry=given["kind"] == "dry", quotas=form.quotas, note=given["note"], shows_last=given["shows_last"]
    )
    try:
        outcome = seal_runs(Batch.objects.filter(pk=batch.pk), new=asked, by=_actor(request))
    except Refused as refused:
        form.add_error(None, refused.why)
        return None
    words = "试运行已开始，可以离开本页。" if asked.is_dry else "输入已封存，摘要已公布。核对无误后再运行。"
    messages.success(request, words)
    return outcome.records[batch.pk]


@page(rules.VIEW_RUNS)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: its digest, how far it is, what came of it, and what can be done now."""
    actor = _actor(request)
    found = get_object_or_404(q.runs_visible_to(actor), pk=pk)
    place(request, RUNS.url, (name_of(found), None))
    has_result = RunState(found.state) in DONE and found.finished_at is not None
    closed = opening_of(found.batch, windows.ADMISSION).why_closed()
    others = q.runs_visible_to(actor).filter(batch=found.batch, state__in=DONE).exclude(pk=pk)
    context = {
        "title": name_of(found),
        "run": found,
        "state": {"label": RunState(found.state).label, "tone": TONES[RunState(found.state)]},
        "method": Method(found.method).label,
        "job": q.going_on(found),
        "is_mine": rules.may_run(found.batch, actor) is None,
        "has_result": has_result,
        "step": _step(found),
        "why": {
            "start": rules.may_start(found, closed),
            "apply": rules.may_apply(found, closed),
            "release": rules.may_release(found),
            "withdraw": rules.may_withdraw(found, "-"),
        },
        "by_base": q.lines_of(found, by="institution") if has_result else [],
        "by_specialty": q.lines_of(found, by="specialty") if has_result else [],
        "others": [(each.pk, name_of(each), each.note) for each in others[:30]],
        "supposed": _supposed(found),
        "withdraw": WithdrawForm(),
        "rule": rules.TIE_BREAK,
    }
    return render(request, "recruitment/running/run.html", context)


def _step(found: Run) -> int:
    """At which of the four steps of a real run it is; past the last when all was told."""
    return {RunState.APPLIED: 5 if found.released_at else 4, RunState.DONE: 3}.get(RunState(found.state), 2)


def _supposed(found: Run) -> list[tuple[Place, int]]:
    """Places whose number a dry run supposed to be another."""
    places = Place._base_manager.filter(pk__in=[int(key) for key in found.quotas])
    rows = places.select_related("institution", "specialty", "site").order_by("institution__name", "pk")
    return [(each, found.quotas[str(each.pk)]) for each in rows]


@page(rules.VIEW_RUNS)
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The bar alone; when the run is over the page is read anew."""
    found = get_object_or_404(q.runs_visible_to(_actor(request)), pk=pk)
    job = q.going_on(found)
    response = render(request, "recruitment/running/progress.html", {"run": found, "job": job})
    if job is None:
        response.headers["HX-Refresh"] = "true"
    return response


def _doing(verb: Callable[..., Outcome], words: str) -> View:
    @page(rules.RUN)
    @require_POST
    def do(request: HttpRequest, pk: int) -> HttpResponse:
        found = get_object_or_404(q.runs_visible_to(_actor(request)), pk=pk)
        return _done(request, found, verb, words)

    return do


def _done(request: HttpRequest, found: Run, verb: Callable[..., Outcome], words: str, **facts: Any) -> HttpResponse:
    try:
        verb(_one(found), by=_actor(request), **facts).only()
        messages.success(request, words)
    except Refused as refused:
        messages.error(request, refused.why)
    return redirect("matching:run", pk=found.pk)


def _one(found: Run) -> "QuerySet[Run]":
    return Run._base_manager.filter(pk=found.pk)


start = _doing(start_runs, "正式录取已开始运行，可以离开本页，完成后会收到消息。")
apply = _doing(apply_runs, "录取结果已生成，尚未发送，学员还看不到。")
release = _doing(release_runs, "录取结果已全部发送，学员可以查看结果和原因。")


@page(rules.RUN)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """«作废», with the reason that everybody can read."""
    found = get_object_or_404(q.runs_visible_to(_actor(request)), pk=pk)
    comment = request.POST.get("comment", "")
    return _done(request, found, withdraw_runs, "已作废，原因已公布。", comment=comment)


@page(rules.VIEW_RUNS)
def compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Two runs of a batch side by side: who gains, who loses, by base and specialty (REC-51)."""
    runs = q.runs_visible_to(_actor(request)).filter(state__in=DONE)
    after = get_object_or_404(runs, pk=pk)
    key = request.GET.get("with", "")
    before = runs.filter(batch=after.batch_id, pk=key if _is_key(key) else 0).first()
    if before is None:
        messages.error(request, "请选择同一批次中另一次已完成的运行来比较。")
        return redirect("matching:run", pk=pk)
    place(request, RUNS.url, (name_of(after), reverse("matching:run", args=[pk])), ("比较", None))
    found = q.compared(before, after)
    context = {
        "title": "比较两次运行",
        "before": before,
        "after": after,
        "names": (name_of(before), name_of(after)),
        "supposed": (_supposed(before), _supposed(after)),
        "found": found,
        "total": found.gained + found.lost,
    }
    return render(request, "recruitment/running/compare.html", context)


@page(rules.VIEW_RUNS)
@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Inputs by 学员编号, digest and result: all that anybody needs to confirm the run."""
    found = get_object_or_404(q.runs_visible_to(_actor(request)).filter(state__in=DONE), pk=pk)
    audit.record(
        "recruitment.run_downloaded",
        "下载匹配录取核验文件",
        by=_actor(request),
        subject="recruitment.run",
        subject_ids=[pk],
        done=1,
    )
    text = json.dumps(q.result_file(found), ensure_ascii=False)
    headers = {"Content-Disposition": f'attachment; filename="run-{found.digest[:12]}.json"'}
    return HttpResponse(text, content_type="application/json; charset=utf-8", headers=headers)


@public_page
@require_GET
def program(request: HttpRequest) -> FileResponse:
    """The checker as it runs here: one file that needs nothing but Python."""
    return FileResponse(Path(checker.__file__).open("rb"), as_attachment=True, filename="checker.py")


@public_page
@require_GET
def published(request: HttpRequest) -> HttpResponse:
    """For everybody: the digests of all real runs, when each was sealed, and what became of it."""
    rows = [
        {"run": each, "state": RunState(each.state).label, "tone": TONES[RunState(each.state)]}
        for each in q.published_runs()[:100]
    ]
    context = {"title": "匹配录取输入摘要公示", "rows": rows, "rule": rules.TIE_BREAK}
    return render(request, "recruitment/running/published.html", context)


@page(rules.VIEW_RUNS)
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """What one applicant got, and why, preference by preference."""
    found = get_object_or_404(q.results_visible_to(_actor(request)).select_related("application__person"), pk=pk)
    audit.looked(found.application, by=_actor(request))  # of the result he learns when it is released
    place(request, "matching:results", (found.application.number or "", None))
    context = {"title": f"录取说明：{found.application.person.name}", "results": [found], "is_own": False}
    return render(request, "recruitment/running/result.html", context)


@page(applying.APPLY)
def own(request: HttpRequest) -> HttpResponse:
    """«录取说明»: one's own result of every run that was released, and why."""
    context = {"title": "录取说明", "results": list(q.own_results(_actor(request))), "is_own": True}
    return render(request, "recruitment/running/result.html", context)


@page(rules.RESERVE)
def reserve(request: HttpRequest, pk: int) -> HttpResponse:
    """«预留名额» of one base's plan."""
    plan = get_object_or_404(q.plans_reserved_by(_actor(request)).select_related("batch", "institution"), pk=pk)
    rows = Place._base_manager.filter(plan=plan, approved__gt=0).select_related("specialty", "site")
    standing = Reserve.objects.filter(place__plan=plan).values_list("place", "category", "number")
    given = {(key, category): number for key, category, number in standing}
    form = ReserveForm(
        request.POST or None, plan=plan, places=list(rows.order_by("specialty__code", "pk")), standing=given
    )
    if request.method == "POST" and form.is_valid():
        outcome = save_reserves(rows, form.numbers, by=_actor(request))
        for key, why in outcome.refused.items():
            form.add_error(None, f"{outcome.labels[key]}：{why}")
        if not outcome.refused:
            messages.success(request, "预留名额已保存。" if outcome.done else "预留名额没有变化。")
            return redirect("matching:reserves")
    place(request, "matching:reserves", (plan.institution.name, None))
    context = {"title": f"预留名额：{plan.institution.name}", "plan": plan, "form": form}
    return render(request, "recruitment/running/reserve.html", context, status=422 if form.errors else 200)


def _is_key(value: str) -> bool:
    return value.isdecimal() and len(value) < 12


def _actor(request: Any) -> Any:
    return request.actor
