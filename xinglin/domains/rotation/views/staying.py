"""我的轮转 of a resident, and how many days of leave a base allows (ROT-07)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Refused

from .. import rules
from ..actions.staying import keep_leave_limits
from ..forms import LimitForm
from ..queries.beside import with_beside
from ..queries.plans import own_stints
from ..queries.staying import limits_visible_to, own_leaves, stay_tag, with_extensions


@page(rules.OWN)
def mine(request: HttpRequest) -> HttpResponse:
    """One's own rotation by the plan in force, with 入科, 出科 and leave; what is over stands below."""
    actor, today = _actor(request), localdate()
    own = list(own_stints(actor))
    with_beside(own, actor)
    over = {each.pk for each in own if each.ends_on < today and not rules.is_there(each)}
    groups = {
        "现在和以后": [(each, *stay_tag(each, today)) for each in own if each.pk not in over],
        "以前": [(each, *stay_tag(each, today)) for each in reversed(own) if each.pk in over],
    }
    leaves = list(own_leaves(actor))
    with_extensions(leaves, actor)
    context = {"title": "我的轮转", "groups": groups, "is_empty": not own, "leaves": leaves}
    return render(request, "rotation/mine.html", context)


@page(rules.PLAN)
def leave_limit(request: HttpRequest) -> HttpResponse:
    """How many days a year, from a day on."""
    actor = _actor(request)
    form = LimitForm(request.POST or None, initial={"valid_from": localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            keep_leave_limits([(form.cleaned_data["days"], form.cleaned_data["valid_from"])], by=actor)
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(request, "请假天数上限已保存，超过上限的请假已重新计算顺延。")
            return redirect("rotation:leaves")
    place(request, "rotation:leaves", ("请假天数上限", None))
    context = {
        "title": "请假天数上限",
        "form": form,
        "listing": "rotation:leaves",
        "words": "保存",
        "limits": list(limits_visible_to(actor)),
    }
    return render(request, "rotation/form.html", context, status=422 if form.errors else 200)


def _actor(request: Any) -> Any:
    return request.actor
