"""分配带教老师 for a department and a month, 我的学员 of a supervisor, and how many one may teach (ROT-05, ROT-06)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Outcome, Refused
from xinglin.kit.row_keys import row_key, row_keys

from .. import rules
from ..actions import teaching as actions
from ..forms import TeachingForm, TeachingLimitForm
from ..models import Stint
from ..queries.standards import base_of, own_departments
from ..queries.staying import stay_tag
from ..queries.teaching import taught_by, teaching_limits_of
from ..queries.teaching_month import Page, page_of
from ..rules.teaching import TAUGHT, TEACH, why_not_avoided


@page(TEACH)
def teaching(request: HttpRequest) -> HttpResponse:
    """Residents of the month to be ticked, with a supervisor to be chosen or found; below, the load of each."""
    actor = _actor(request)
    departments = list(own_departments(actor).order_by("pinyin", "pk"))
    if not departments:
        return render(request, "rotation/teaching_nowhere.html", {"title": "分配带教老师"})
    form = TeachingForm(request.GET, departments=departments)
    department, month = form.chosen_department(), form.chosen_month()
    told: dict[str, tuple[str, str]] = {}
    if request.method == "POST":
        told = _done(request, department.pk, month)
        if not told:
            return redirect(request.get_full_path())
    typed = {key: request.POST.get(key, "") for key in ("do", "supervisor", "avoided", "reason")}
    context = {
        "title": "分配带教老师",
        "form": form,
        "department": department,
        "shown": page_of(department, month, actor),
        "told": told,
        "typed": {**typed, "ids": request.POST.getlist("ids") if "" in told else list(told)},
        "may_limit": actor.may(rules.PLAN),
    }
    return render(request, "rotation/teaching.html", context, status=422 if told else 200)


def _done(request: HttpRequest, department: int, month: int) -> dict[str, tuple[str, str]]:
    """Do what was asked for, for the ticked residents; key → name and why not, "" → why nothing was tried."""
    verbs: dict[str, Callable[..., Outcome]] = {
        "assign": actions.assign_supervisors,
        "share": actions.share_supervisors,
        "withdraw": actions.withdraw_teachings,
        "avoid": actions.record_avoidances,
    }
    do, actor = request.POST.get("do", ""), _actor(request)
    if do not in verbs:
        raise Http404
    keys = row_keys(request.POST.getlist("ids"))
    if do == "share" and not keys:
        keys = [line.stint.pk for line in _page(request, department, month).lines if not line.is_taught]
    try:
        if not keys:
            raise Refused("本月的学员都已有带教老师。" if do == "share" else "还没有选择学员，请先勾选。")
        rows = Stint._base_manager.filter(pk__in=keys, department=department)
        outcome = verbs[do](rows, **_facts(request, do, month), by=actor)
    except Refused as refused:
        return {"": ("", refused.why)}
    if outcome.done:
        messages.success(request, f"{DONE[do]} {len(outcome.done)} 人。")
    elif not outcome.refused:
        messages.info(request, "没有变动。")
    return {str(key): (f"{outcome.labels[key]}：", why) for key, why in outcome.refused.items()}


DONE = {"assign": "已分配", "share": "已自动分配", "withdraw": "已取消分配", "avoid": "已登记回避"}


def _page(request: HttpRequest, department: int, month: int) -> Page:
    return page_of(own_departments(_actor(request)).get(pk=department), month, _actor(request))


def _facts(request: HttpRequest, do: str, month: int) -> dict[str, Any]:
    """What each way of assigning asks for; Refused where it is missing."""
    if do == "share":
        return {"month": month}
    if do == "withdraw":
        return {}
    given = row_key(request.POST.get("avoided" if do == "avoid" else "supervisor"))
    if not given:
        raise Refused("请先选择带教老师。")
    if do != "avoid":
        return {"supervisor": given}
    reason = request.POST.get("reason", "")
    if why := why_not_avoided(reason):
        raise Refused(why)
    return {"supervisor": given, "reason": reason}


@page(TAUGHT)
def taught(request: HttpRequest) -> HttpResponse:
    """我的学员: now, to come, and before, for a supervisor with a phone in his hand."""
    today = localdate()
    groups: dict[str, list[Any]] = {"现在带教": [], "即将到来": [], "已出科": []}
    for each in taught_by(_actor(request)):
        stint, state = each.stint, stay_tag(each.stint, today)
        stay = rules.stay_of(stint)
        is_over = bool(stay and stay.left_on) or (stay is None and stint.ends_on < today)
        title = "已出科" if is_over else "现在带教" if stay or stint.starts_on <= today else "即将到来"
        groups[title].append((stint, state))
    groups["即将到来"].reverse()
    context = {"title": "我的学员", "groups": groups, "is_empty": not any(groups.values())}
    return render(request, "rotation/taught.html", context)


@page(rules.PLAN)
def teaching_limit(request: HttpRequest) -> HttpResponse:
    """How many residents a supervisor of the base teaches at once, from a day on."""
    actor = _actor(request)
    form = TeachingLimitForm(request.POST or None, initial={"valid_from": localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.keep_teaching_limits(
                [(form.cleaned_data["most"], form.cleaned_data["valid_from"])], by=actor
            ).only()
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(request, "带教人数上限已保存，以后的分配按此检查。")
            return redirect("rotation:teaching")
    place(request, "rotation:teaching", ("带教人数上限", None))
    limits = [
        (each.valid_from, each.version or ("本基地" if each.institution_id else "其他版本"), each.most)
        for each in reversed(teaching_limits_of(base_of(actor)))
    ]
    context = {"title": "带教人数上限", "form": form, "limits": limits}
    return render(request, "rotation/teaching_limit.html", context, status=422 if form.errors else 200)


def _actor(request: Any) -> Any:
    return request.actor
