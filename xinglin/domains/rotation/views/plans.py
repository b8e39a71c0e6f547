"""A plan: its grid by resident, department and day, who stands in it, publishing (ROT-02, ROT-03)."""

from tempfile import TemporaryFile
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate

from xinglin.domains.training.public import Training
from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Refused
from xinglin.engines.history import audit
from xinglin.engines.sheets.writing.export import export
from xinglin.kit.half_months import slot_of
from xinglin.kit.row_keys import row_key, row_keys

from .. import rules
from ..actions.editing import undo_edits
from ..actions.planning import draft_plans, plan_residents, unplan_residents
from ..actions.publishing import publish_plans
from ..enums import PlanState
from ..forms import CandidatesForm, GridForm, NewPlanForm
from ..models import PlannedResident, RotationPlan
from ..queries import grid
from ..queries.conflicts import Marks, conflicts_of, marks_of
from ..queries.edits import Watched
from ..queries.plans import Needs, candidates_visible_to, plans_visible_to, residents_visible_to
from .changes import VIEWS, answer, grid_form, lines_of, state_of, tell_conflicts

TONES = {PlanState.DRAFT: "grey", PlanState.PUBLISHED: "green", PlanState.SUPERSEDED: "orange"}


@page(rules.VIEW)
def in_force(request: HttpRequest) -> HttpResponse:
    """轮转计划查看: the plan that holds today, else the newest in force; for a base without one, its plans."""
    plans = list(plans_visible_to(_actor(request)).filter(state=PlanState.PUBLISHED).order_by("-first"))
    slot = slot_of(localdate())
    today = [plan for plan in plans if plan.first <= slot < plan.first + plan.half_months]
    for plan in today or plans:
        return redirect("rotation:plan", pk=plan.pk)
    place(request, "rotation:in_force")
    return render(request, "rotation/no_plan.html", {"title": "轮转计划查看"})


@page(rules.VIEW)
def plan(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The grid; by POST the buttons above it."""
    actor = _actor(request)
    found = get_object_or_404(plans_visible_to(actor), pk=pk)
    form = grid_form(request, found)
    view = form.shown
    if request.method == "POST":
        return _do(request, found, form, view)
    if other := form.other_plan():
        return redirect(f"{reverse('rotation:plan', args=[other])}?{_without(request, 'plan', 'month')}")
    conflicts = conflicts_of(found) if actor.may(rules.PLAN) else []
    asked, day = form.asked(), form.chosen_day()
    rows = _rows(found, form, actor, view, marks_of(conflicts))
    place(request, "rotation:plans" if actor.may(rules.PLAN) else "rotation:in_force", (found.name, None))
    context = {
        "title": found.name,
        "plan": found,
        "tone": TONES[PlanState(found.state)],
        "may_plan": actor.may(rules.PLAN),
        "why_not": rules.may_edit(found),
        "view": view,
        "tabs": _tabs(request, view),
        "form": form,
        "months": grid.months_shown(asked),
        "rows": lines_of(rows, request, found) if view == "resident" else rows,
        "day": day,
        **(state_of(found, conflicts) if actor.may(rules.PLAN) else {}),
    }
    return render(request, "rotation/plan.html", context)


def _tabs(request: HttpRequest, view: str) -> list[dict[str, Any]]:
    params = request.GET.copy()
    tabs = []
    for key, title in VIEWS.items():
        params["view"] = key
        tabs.append({"title": title, "url": f"?{params.urlencode()}", "current": key == view})
    return tabs


def _without(request: HttpRequest, *names: str) -> str:
    """What is asked for, but for these."""
    params = request.GET.copy()
    for name in names:
        params.pop(name, None)
    return params.urlencode()


def _rows(found: RotationPlan, form: GridForm, actor: Any, view: str, marks: Marks) -> Any:
    if view == "day":
        return grid.on_day(found, form.asked(), actor, form.chosen_day())
    if view == "department":
        limits = Needs(found.institution_id).capacities()
        return grid.by_department(found, form.asked(), actor, marks, limits)
    return grid.by_resident(found, form.asked(), actor, marks)


def _do(request: Any, found: RotationPlan, form: GridForm, view: str) -> HttpResponseBase:
    do, actor = request.POST.get("do", ""), _actor(request)
    if do == "export":
        return _workbook(found, form, actor, view)
    if do not in ("publish", "undo") or not actor.may(rules.PLAN):
        raise Http404
    rows, watched = RotationPlan._base_manager.filter(pk=found.pk), Watched(found) if request.htmx else None
    try:
        if do == "publish":
            publish_plans(rows, by=actor).only()
            messages.success(request, "轮转计划已发布，已通知有变动的学员。")
        else:
            undo_edits(rows, edit=row_key(request.POST.get("edit")) or None, by=actor).only()
            messages.success(request, "已撤销上一步调整。")
            if watched:
                tell_conflicts(request, watched)
    except Refused as refused:
        messages.error(request, refused.why)
    return answer(request, watched) if watched else redirect(request.get_full_path())


def _workbook(found: RotationPlan, form: GridForm, actor: Any, view: str) -> FileResponse:
    """The grid as it is filtered, a line for each resident, department or stint; recorded like every export."""
    rows, asked = _rows(found, form, actor, view, Marks()), form.asked()
    months = [title for _, title in grid.months_shown(asked)]
    if view == "resident":
        headings = ["姓名", "招收届别", "培训专业", *months]
        lines: Any = ([*_who(row.of), *_by_month(row.cells)] for row in rows)
    elif view == "department":
        headings = ["科室", *months]
        lines = ([row.of.name, *("、".join(cell.names) for cell in row.cells)] for row in rows)
    else:
        headings = ["科室", "姓名", "招收届别", "培训专业", "开始日期", "结束日期"]
        lines = ([s.department.name, *_who(s.resident), s.starts_on, s.ends_on] for s in rows)
    file = TemporaryFile(suffix=".xlsx")  # noqa: SIM115 -- the response closes it
    done = export(headings, lines, file, title=VIEWS[view])
    audit.record("rotation.exported", "导出轮转计划", by=actor, subject="rotation.stint", done=done, plan=found.name)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{found.name}_{VIEWS[view][:3]}_{localdate():%Y%m%d}.xlsx")


def _who(resident: PlannedResident) -> list[Any]:
    training = resident.training
    return [training.person.name, training.intake_year, training.specialty.name if training.specialty else ""]


def _by_month(cells: Any) -> list[str]:
    """The departments of each month, two where one changes in the middle of it."""
    halves = [cell.stint.department.name if cell.stint else "" for cell in cells for _ in range(cell.span)]
    pairs = zip(halves[::2], halves[1::2], strict=True)
    return [one if one == other else f"{one or '—'} / {other or '—'}" for one, other in pairs]


@page(rules.PLAN)
def plan_new(request: HttpRequest) -> HttpResponse:
    """A new plan, or a newer version of one."""
    plans = plans_visible_to(_actor(request))
    source = plans.filter(pk=row_key(request.GET.get("based_on"))).first()
    form = NewPlanForm(request.POST or None, plans=plans, initial=_initial(source, plans.count()))
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["based_on"]
        row = {**form.cleaned_data, "based_on": chosen.pk if chosen else None}
        try:
            outcome = draft_plans([row], by=_actor(request))
            outcome.only()
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(
                request,
                "已新建，请“加入学员”后调整并发布。" if not chosen else "新版本已建立，修改后发布即替代现行计划。",
            )
            return redirect("rotation:plan", pk=outcome.records[0])
    place(request, "rotation:plans", ("新建计划", None))
    context = {"title": "新建轮转计划", "form": form, "listing": "rotation:plans", "words": "新建"}
    return render(request, "rotation/form.html", context, status=422 if form.errors else 200)


def _initial(source: RotationPlan | None, number: int) -> dict[str, Any]:
    if source is None:
        return {"first_month": localdate().replace(day=1), "months": 36}
    return {
        "name": f"{source.name[:50]} 第 {number + 1} 版",
        "first_month": source.starts_on,
        "months": source.half_months // 2,
        "based_on": source,
    }


@page(rules.PLAN)
def residents(request: HttpRequest, pk: int) -> HttpResponse:
    """加入学员: who is in training at the base and not in the plan; and who is in it, to be taken out."""
    actor = _actor(request)
    found = get_object_or_404(plans_visible_to(actor), pk=pk)
    told: dict[str, list[str]] = {}
    if request.method == "POST":
        keys = row_keys(request.POST.getlist("ids"))
        outcome = _set(request, found, keys)
        if isinstance(outcome, str):
            messages.error(request, outcome)
        else:
            for key, why in outcome.refused.items():
                told.setdefault(why, []).append(outcome.labels.get(key, str(key)))
            if outcome.done:
                messages.success(request, f"已办理 {len(outcome.done)} 人。")
        if not told:
            return redirect(request.get_full_path())
    there = list(residents_visible_to(actor, found).select_related("standard").order_by("pk"))
    planned = {each.training_id for each in there}
    waiting = [each for each in candidates_visible_to(actor).order_by(*ORDER) if each.pk not in planned]
    form = CandidatesForm(request.GET, trainings=waiting)
    place(request, "rotation:plans", (found.name, reverse("rotation:plan", args=[pk])), ("加入学员", None))
    context = {
        "title": f"加入学员：{found.name}",
        "plan": found,
        "form": form,
        "waiting": form.found(),
        "there": there,
        "told": told,
        "why_not": rules.may_edit(found),
    }
    return render(request, "rotation/residents.html", context, status=422 if told else 200)


ORDER = ("-intake_year", "specialty__code", "person__pinyin", "pk")


def _set(request: HttpRequest, found: RotationPlan, keys: list[int]) -> Any:
    """The outcome, or the sentence why nothing could be done."""
    if not keys:
        return "还没有选择学员，请先勾选。"
    try:
        if request.POST.get("do") == "remove":
            rows = PlannedResident._base_manager.filter(plan=found, pk__in=keys)
            return unplan_residents(rows, by=_actor(request))
        chosen = Training._base_manager.filter(pk__in=keys)
        return plan_residents(chosen, plan=found.pk, by=_actor(request))
    except Refused as refused:
        return refused.why


def _actor(request: Any) -> Any:
    return request.actor
