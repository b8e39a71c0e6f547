"""An applicant's whole form with what may be done about it; an offer; a reassignment (REC-20 to REC-22)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Outcome, Refused
from xinglin.engines.history import audit
from xinglin.engines.review.reading import parts_of

from ..actions import screening as actions
from ..actions.admitting import reassign as reassign_them
from ..enums import Answer, Screening
from ..forms.admitting import ReassignForm
from ..lists.screening import SCREENING_TONES, rank_title
from ..models import Application, Offer, Preference
from ..queries import admitting as q
from ..queries.confirming import results_visible_to
from ..queries.scoring import scores_shown
from ..queries.timing import opening_of
from ..rules.admitting import REASSIGN, RESULTS
from ..rules.answering import decline_words
from ..rules.confirming import CONFIRM
from ..rules.reporting_in import REPORT_IN
from ..rules.screening import SCREEN
from ..windows import SCREENING

VERBS: dict[str, tuple[Callable[..., Outcome], str]] = {
    "pass": (actions.pass_preferences, "已预录取"),
    "fail": (actions.fail_preferences, "已记为不录取"),
    "take_back": (actions.take_back_screening, "已取消预录取"),
}


@page(SCREEN)
def applicant(request: Any, pk: int) -> HttpResponse:
    """One who chose this base: the form as it was submitted, scans and scores, and the decision; then the next one."""
    preference = get_object_or_404(q.screened_visible_to(request.actor), pk=pk)
    if request.method == "POST":
        return _decide(request, preference)
    audit.looked(preference.application, by=request.actor)
    return _show(request, preference)


def _decide(request: Any, preference: Preference) -> HttpResponse:
    if (do := request.POST.get("do", "")) not in VERBS:
        return HttpResponse("没有这个办理方式，请刷新页面后再试。", status=400)
    verb, told = VERBS[do]
    rows = Preference._base_manager.filter(pk=preference.pk)
    comment = request.POST.get("comment", "").strip()
    try:
        facts = {"comment": comment} if do == "fail" else {}
        verb(rows, by=request.actor, **facts).only()
    except Refused as refused:
        return _show(request, preference, refused.why, comment)
    messages.success(request, f"{preference.application.person.name}：{told}。")
    where = q.neighbours(_queue(request, preference), preference.pk)
    onwards = where["next"] if do != "take_back" else None
    return redirect("admission:applicant", pk=onwards or preference.pk)


def _queue(request: Any, preference: Preference) -> Any:
    """Those of the batch who still wait."""
    return q.screened_visible_to(request.actor).filter(batch=preference.batch_id, screening=Screening.WAITING)


def _show(request: Any, preference: Preference, problem: str = "", comment: str = "") -> HttpResponse:
    application = preference.application
    where = q.neighbours(_queue(request, preference), preference.pk)
    place(request, "admission:screening", (application.person.name, None))
    q.with_offers([preference], request.actor)
    opening = opening_of(preference.batch, SCREENING, preference.institution_id)
    context = {
        **_form_of(request, application),
        "preference": preference,
        "rank": rank_title(preference.rank),
        "tone": SCREENING_TONES[Screening(preference.screening)],
        "where": where,
        "opening": opening,
        "why_not": opening.why_closed(),
        "problem": problem,
        "comment": comment,
    }
    return _answer(request, "recruitment/admitting/applicant.html", context, 422 if problem else 200)


@page(RESULTS, REPORT_IN)
def offer(request: Any, pk: int) -> HttpResponse:
    """One who was admitted: his form as he submitted it, and how the admission went."""
    found: Any = get_object_or_404(q.offers_visible_to(request.actor), pk=pk)
    return _course(request, found, found.answered, "admission:offers")


@page(CONFIRM)
def result(request: Any, pk: int) -> HttpResponse:
    """The same of one that the authority confirms, so that it need not do so blindly (REC-30)."""
    found = get_object_or_404(results_visible_to(request.actor), pk=pk)
    return _course(request, found, found.answer, "recruitment:results")


def _course(request: Any, offer: Offer, answer: str, listing: str) -> HttpResponse:
    audit.looked(offer.application, by=request.actor)
    place(request, listing, (offer.person.name, None))
    context = {
        **_form_of(request, offer.application),
        "offer": offer,
        "answer": Answer(answer).label,
        "declined": decline_words(offer),
        "listing": listing,
    }
    return _answer(request, "recruitment/admitting/offer.html", context)


@page(REASSIGN)
def reassign(request: Any, pk: int) -> HttpResponse:
    """Which of the places left somebody is offered (REC-22)."""
    preference = get_object_or_404(q.reassignable_visible_to(request.actor), pk=pk)
    person = preference.application.person
    left = q.places_left_to(request.actor, preference.batch_id)
    is_base = bool(request.actor.unit.institution_id)
    form = ReassignForm(request.POST or None, places=left, with_base=not is_base)
    if request.method == "POST" and form.is_valid():
        rows = Preference._base_manager.filter(pk=pk)
        try:
            reassign_them(rows, place=form.cleaned_data["place"], by=request.actor).only()
        except Refused as refused:
            form.add_error(None, refused.why)
        else:
            messages.success(request, f"{person.name}：已调配，请在“录取结果发送”中发送录取结果。")
            return redirect("admission:reassignment")
    place(request, "admission:reassignment", (person.name, None))
    context = {**_form_of(request, preference.application), "preference": preference, "form": form}
    return _answer(request, "recruitment/admitting/reassign.html", context, 422 if form.errors else 200)


def _form_of(request: Any, application: Application) -> dict[str, Any]:
    """The frozen form in its parts and the scores, as the templates want them."""
    return {
        "title": application.person.name,
        "application": application,
        "reading": {"parts": parts_of({"sections": q.sections_submitted(application)})},
        "chain": {"verb": "报名"},
        "scores": scores_shown(application, request.actor),
        "home": reverse("admission:screening"),
    }


def _answer(request: Any, name: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, name, context, status=status)
    patch_cache_control(response, private=True, no_store=True)
    return response
