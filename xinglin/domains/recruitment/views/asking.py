"""学员信息变更申请 and 学员培训状态变更申请: the base's form, the authorities' page (REC-42, REC-44)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from xinglin.domains.training.public import Places, Training, bases_to_go_to
from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Refused
from xinglin.engines.history import audit
from xinglin.engines.review.actions import submit
from xinglin.engines.review.pages import ReviewPage, first_waiting_view, review_view
from xinglin.engines.review.queries import opinion_of

from ..actions.asking import ask_changes, ask_statuses
from ..chains.following import CHANGE, STATUS
from ..forms.following import AskStatusForm, ChangeForm, change_initial, status_initial
from ..models import InformationChange, StatusRequest
from ..queries import following as q
from ..queries.requests import before_of
from ..rules import following as rules
from .reducing import facts_of


@page(rules.ASK)
def ask_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Other facts of one resident (REC-42): written, corrected, submitted."""
    training = _candidate(request, pk)
    standing = q.undecided(InformationChange, [training]).get(pk)
    bases = bases_to_go_to(training).filter(province=training.province_id)
    initial = change_initial(standing) if standing else {}
    sites = Places([training.institution_id]).sites[training.institution_id]
    form = ChangeForm(request.POST or None, initial=initial, bases=bases, sites=sites)
    return _ask(request, training, standing, form, ask_changes, "change")


@page(rules.ASK)
def ask_status(request: HttpRequest, pk: int) -> HttpResponse:
    """Another training status of one resident (REC-44), likewise."""
    training = _candidate(request, pk)
    standing = q.undecided(StatusRequest, [training]).get(pk)
    initial = status_initial(standing) if standing else {}
    form = AskStatusForm(request.POST or None, initial=initial, training=training, bases=bases_to_go_to(training))
    return _ask(request, training, standing, form, ask_statuses, "status")


TITLES = {"change": "学员信息变更申请", "status": "学员培训状态变更申请"}
LISTS = {"change": "following:changes", "status": "following:statuses"}


def _candidate(request: HttpRequest, pk: int) -> Training:
    training = get_object_or_404(q.candidates_visible_to(_actor(request)), pk=pk)
    audit.looked(training, by=_actor(request))
    return training


def _ask(
    request: HttpRequest, training: Training, standing: Any, form: Any, ask: Callable[..., Any], kind: str
) -> HttpResponse:
    why_fixed = rules.may_edit_request(standing) if standing else None
    if request.method == "POST" and form.is_valid() and (done := _asked(request, training, form, ask, kind)):
        return done
    place(request, LISTS[kind], (training.person.name, None))
    context = {
        "title": f"{TITLES[kind]}：{training.person.name}",
        "training": training,
        "standing": standing,
        "address": f"following:{kind}",
        "now": [(title, text) for title, text in before_of(training).items()],
        "form": form,
        "why_fixed": why_fixed,
        "opinion": opinion_of(standing) if standing else None,
        "listing": LISTS[kind],
    }
    return render(request, "recruitment/following/ask.html", context, status=422 if form.errors else 200)


def _asked(
    request: HttpRequest, training: Training, form: Any, ask: Callable[..., Any], kind: str
) -> HttpResponse | None:
    """Saved, and submitted where that was asked; what cannot be is told, and what was typed stays."""
    by = _actor(request)
    model: Any = InformationChange if kind == "change" else StatusRequest
    try:
        ask(Training._base_manager.filter(pk=training.pk), {training.pk: form.asked()}, by=by).only()
    except Refused as refused:
        form.add_error(None, refused.why)
        return None
    if request.POST.get("do") != "submit":
        messages.success(request, "已保存，尚未提交。")
        return redirect(LISTS[kind])
    row = q.undecided(model, [training])[training.pk]
    sent = submit(model._base_manager.filter(pk=row.pk), by=by)
    if row.pk in sent.done:
        messages.success(request, "已提交，等待上级主管部门审核；审核通过后自动生效。")
        return redirect(LISTS[kind])
    messages.warning(request, f"已保存，没有提交：{sent.refused.get(row.pk, rules.GONE)}")
    return redirect(f"following:ask_{kind}", pk=training.pk)


def _page_of(chain: Any, rows: Callable[..., Any], kind: str) -> ReviewPage:
    return ReviewPage(
        chain=chain,
        rights=(rules.SEE_REQUESTS,),
        rows=rows,
        address=f"following:{kind}",
        listing=LISTS[kind],
        facts=facts_of,
    )


REVIEWING_CHANGES = _page_of(CHANGE, q.changes_visible_to, "change")
REVIEWING_STATUSES = _page_of(STATUS, q.status_requests_visible_to, "status")
review_change, first_change = review_view(REVIEWING_CHANGES), first_waiting_view(REVIEWING_CHANGES)
review_status, first_status = review_view(REVIEWING_STATUSES), first_waiting_view(REVIEWING_STATUSES)


def _actor(request: Any) -> Any:
    return request.actor
