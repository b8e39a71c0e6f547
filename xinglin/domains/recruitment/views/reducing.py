"""培训年限管理 and 培训年限减免: the resident's own pages, the base's, and the levels that decide (REC-40, REC-41)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from xinglin.domains.training.public import Training, may_set_term, openings_of
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Outcome, Refused
from xinglin.engines.history import audit
from xinglin.engines.review import actions as review_actions
from xinglin.engines.review.pages import ReviewPage, first_waiting_view, review_view
from xinglin.engines.review.queries import course_of, entries_of, opinion_of
from xinglin.engines.review.rules import may_withdraw

from ..actions.asking import add_base_proofs, ask_reductions, give_up
from ..actions.terms import keep_terms
from ..chains.following import REDUCTION
from ..forms.following import BaseProofForm, ReductionForm, TermForm, base_proof_initial, reduction_initial
from ..models import LengthReduction
from ..queries import following as q
from ..rules import following as rules

SAVED = "培训年限已保存，结束日期为 {}。"


@page(rules.TERMS)
def term(request: HttpRequest, pk: int) -> HttpResponse:
    """The base fills in length and first day of one resident (REC-40)."""
    training = get_object_or_404(q.terms_visible_to(_actor(request)), pk=pk)
    audit.looked(training, by=_actor(request))
    place(request, "following:terms", (training.person.name, None))
    return _term(
        request,
        training,
        "recruitment/following/term.html",
        "following:terms",
        {"title": f"填写培训年限：{training.person.name}"},
    )


def _term(request: HttpRequest, training: Training, template: str, after: str, context: dict[str, Any]) -> HttpResponse:
    initial = {"training_years": str(training.training_years or ""), "starts_on": training.starts_on}
    form = TermForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        new = form.term()
        outcome = keep_terms(Training._base_manager.filter(pk=training.pk), {training.pk: new}, by=_actor(request))
        if why := outcome.refused.get(training.pk):
            form.add_error(None, why)
        else:
            messages.success(request, SAVED.format(new.ends_on))
            return redirect(after)
    opening = openings_of([training])[training.pk]
    context |= {
        "training": training,
        "form": form,
        "why_not": may_set_term(training, opening, by=_actor(request)) or "",
    }
    return render(request, template, context, status=422 if form.errors else 200)


@page(rules.OWN_TERM)
def own(request: HttpRequest) -> HttpResponse:
    """One's own length and dates, and how one's request for a shorter training stands (REC-10, REC-40)."""
    actor = _actor(request)
    training = q.own_training(actor)
    if training is None:
        return render(request, "recruitment/following/own.html", {"title": "培训年限管理", "training": None})
    reduction = q.last_reductions([training]).get(training.pk)
    context = {
        "title": "培训年限管理",
        "reduction": reduction,
        "tag": q.request_tag(reduction) if reduction else None,
        "why_no_reduction": None if reduction else rules.may_ask_reduction(training, None),
        "standard_years": rules.usual_years(training.specialty),
        "is_lacking": reduction is None and bool(q.recruiting([training])) and rules.lacks_reduction(training),
    }
    return _term(request, training, "recruitment/following/own.html", "following:own", context)


@page(rules.OWN_TERM)
def own_reduction(request: HttpRequest) -> HttpResponse:
    """«详情» → 培训证明材料: written, corrected, submitted, withdrawn by the resident (REC-41)."""
    training = q.own_training(_actor(request))
    if training is None:
        return redirect("following:own")
    reduction = q.last_reductions([training]).get(training.pk)
    why_fixed = rules.may_edit_request(reduction) if reduction else rules.may_ask_reduction(training, None)
    if request.method == "POST" and request.POST.get("do") in ENDINGS:
        return _ended(request, reduction)
    offered = rules.years_offered(training)
    proofs = q.proofs_of([reduction])[reduction.pk] if reduction else []
    initial = reduction_initial(reduction, proofs) if reduction else {"years": str(offered[0]) if offered else ""}
    form = None if why_fixed else ReductionForm(request.POST or None, initial=initial, offered=offered)
    if form and request.method == "POST" and form.is_valid() and _asked(request, training, form):
        return redirect("following:own_reduction")
    place(request, "following:own", ("培训年限减免", None))
    context = {
        "title": "培训年限减免",
        "tabs": _own_tabs("proofs"),
        "training": training,
        "reduction": reduction,
        "proofs": proofs,
        "tag": q.request_tag(reduction) if reduction else None,
        "form": form,
        "why_fixed": why_fixed,
        "opinion": opinion_of(reduction) if reduction else None,
        "entries": entries_of(course_of(REDUCTION, reduction.case)) if reduction and reduction.case else [],
        "may_withdraw": bool(reduction and reduction.case) and not may_withdraw(REDUCTION, [_whole(reduction)]),
    }
    status = 422 if form and form.errors else 200
    return render(request, "recruitment/following/own_reduction.html", context, status=status)


ENDINGS: dict[str, tuple[Callable[..., Outcome], str]] = {
    "withdraw": (review_actions.withdraw, "已撤回，修改后可以重新提交。"),
    "give_up": (give_up, "已撤销申请。"),
}


def _whole(reduction: Any) -> LengthReduction:
    """With what the rules of the chain read."""
    return LengthReduction._base_manager.select_related("case", "institution").get(pk=reduction.pk)


def _ended(request: HttpRequest, reduction: LengthReduction | None) -> HttpResponse:
    verb, said = ENDINGS[request.POST["do"]]
    rows = LengthReduction._base_manager.filter(pk=reduction.pk if reduction else 0)
    try:
        verb(rows, by=_actor(request)).only()
        messages.success(request, said)
    except Refused as refused:
        messages.error(request, refused.why)
    return redirect("following:own_reduction")


def _asked(request: HttpRequest, training: Training, form: Any) -> bool:
    """Saved, and submitted where that was asked; what cannot be is told, and what was typed stays."""
    by, rows = _actor(request), Training._base_manager.filter(pk=training.pk)
    try:
        _told(form, ask_reductions(rows, {training.pk: form.asked()}, by=by))
    except Refused as refused:
        form.add_error(None, refused.why)
    if form.errors:
        return False
    if request.POST.get("do") != "submit":
        messages.success(request, "已保存，尚未提交。材料齐全后请点“提交”。")
        return True
    written = q.undecided(LengthReduction, [training])[training.pk]
    sent = review_actions.submit(LengthReduction._base_manager.filter(pk=written.pk), by=by)
    if sent.done:
        messages.success(request, "已提交，由培训基地、市级、省级依次审核，结果会发到您的消息中。")
    else:
        messages.warning(request, f"已保存，没有提交：{sent.refused.get(written.pk, rules.GONE)}")
    return True


def _told(form: Any, outcome: Outcome) -> None:
    if not outcome.done:
        form.add_error(None, next(iter(outcome.refused.values()), rules.GONE))


@page(rules.OWN_TERM)
def own_standard(request: HttpRequest) -> HttpResponse:
    """«详情» → 标准科室: what the shorter length changes; there is nothing to do (REC-41)."""
    training = q.own_training(_actor(request))
    if training is None:
        return redirect("following:own")
    reduction = q.last_reductions([training]).get(training.pk)
    years = reduction.years if reduction else max(rules.SHORTER)
    place(request, "following:own", ("标准科室", None))
    context = {"title": "标准科室", "tabs": _own_tabs("standard"), "training": training}
    return render(request, "recruitment/following/standard.html", {**context, "compared": q.compared(training, years)})


def _own_tabs(current: str) -> list[dict[str, Any]]:
    pages = (("standard", "标准科室", "following:own_standard"), ("proofs", "培训证明材料", "following:own_reduction"))
    return [{"title": title, "url": reverse(url), "current": key == current} for key, title, url in pages]


@page(rules.REVIEW_REDUCTIONS)
def standard(request: HttpRequest, pk: int) -> HttpResponse:
    """The same for whoever decides."""
    reduction = get_object_or_404(q.reductions_visible_to(_actor(request)), pk=pk)
    name = reduction.training.person.name
    place(request, "following:reductions", (name, reverse("following:reduction", args=[pk])), ("标准科室", None))
    context = {
        "title": f"标准科室：{name}",
        "training": reduction.training,
        "compared": q.compared(reduction.training, reduction.years),
        "back": reverse("following:reduction", args=[pk]),
    }
    return render(request, "recruitment/following/standard.html", context)


@page(rules.REVIEW_REDUCTIONS)
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The base lays its own proof beside the request before it passes it on (REC-41)."""
    actor = _actor(request)
    reduction = get_object_or_404(q.reductions_visible_to(actor), pk=pk)
    name, back = reduction.training.person.name, reverse("following:reduction", args=[pk])
    why_not = rules.may_add_base_proofs(reduction, actor)
    initial = base_proof_initial(reduction, q.proofs_of([reduction])[pk])
    form = BaseProofForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        rows = LengthReduction._base_manager.filter(pk=pk)
        note = form.cleaned_data.get("note") or ""
        try:
            _told(form, add_base_proofs(rows, proofs=form.proofs(), note=note, by=actor))
        except Refused as refused:
            form.add_error(None, refused.why)
        if not form.errors:
            messages.success(request, "基地证明材料已保存，审核通过时一并提交上级。")
            return redirect(back)
    place(request, "following:reductions", (name, back), ("基地证明材料", None))
    context = {"title": f"基地证明材料：{name}", "reduction": reduction, "form": form, "why_not": why_not, "back": back}
    return render(request, "recruitment/following/proof.html", context, status=422 if form.errors else 200)


def _links(reduction: LengthReduction, actor: Actor) -> list[tuple[str, str]]:
    links = [("标准科室", reverse("following:standard", args=[reduction.pk]))]
    if rules.may_add_base_proofs(reduction, actor) is None:
        links.append(("上传基地证明材料", reverse("following:proof", args=[reduction.pk])))
    return links


def facts_of(request: Any) -> tuple[str, ...]:
    """Beside the name: where, in what, since when."""
    training = request.training
    return (
        request.institution.name,
        training.specialty.name if training.specialty else "未填专业",
        f"{training.intake_year} 级",
    )


REVIEWING = ReviewPage(
    chain=REDUCTION,
    rights=(rules.REVIEW_REDUCTIONS,),
    rows=q.reductions_visible_to,
    address="following:reduction",
    listing="following:reductions",
    facts=facts_of,
    links=_links,
)
review = review_view(REVIEWING)
first_waiting = first_waiting_view(REVIEWING)


def _actor(request: Any) -> Any:
    return request.actor
