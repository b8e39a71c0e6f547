"""接受 and 放弃, each with its warning and a second confirmation (REC-16, REC-17)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Refused
from xinglin.kit.row_keys import row_keys

from ..actions import answering as actions
from ..forms.applying import DeclineForm
from ..models import Offer
from ..queries.answering import Result, own_results, released_offers
from ..rules.answering import offer_title
from ..rules.applying import APPLY


@page(APPLY)
def accept(request: Any, pk: int) -> HttpResponse:
    """«接受»: names what is accepted and what is given up with it."""
    if request.method != "POST":
        return _page(request, _own(request, pk), "接受录取")
    offer = get_object_or_404(released_offers(request.actor), pk=pk)
    if not _is_sure(request):
        messages.error(request, "请先勾选确认，再接受。")
        return redirect(request.path)
    agreed = row_keys(request.POST.getlist("declining"))
    return _answered(request, offer, lambda rows: actions.accept(rows, declining=agreed, by=request.actor), "接受")


@page(APPLY)
def decline(request: Any, pk: int) -> HttpResponse:
    """«放弃», with the reason where one is given."""
    form = DeclineForm(request.POST or None)
    is_answered = request.method == "POST" and form.is_valid()
    if is_answered and not _is_sure(request):
        form.add_error(None, "请先勾选确认，再放弃。")
    elif is_answered:
        offer = get_object_or_404(released_offers(request.actor), pk=pk)
        why, note = form.cleaned_data["why"], form.cleaned_data["note"] or ""
        return _answered(
            request, offer, lambda rows: actions.decline(rows, why=why, note=note, by=request.actor), "放弃"
        )
    return _page(request, _own(request, pk), "放弃录取", form)


def _is_sure(request: Any) -> bool:
    return bool(request.POST.get("sure") == "on")


def _own(request: Any, pk: int) -> Result:
    """One's own released result; any other does not exist."""
    found = next((result for result in own_results(request.actor) if result.offer.pk == pk), None)
    if found is None:
        raise Http404
    return found


def _answered(request: Any, offer: Offer, answer: Any, verb: str) -> HttpResponse:
    try:
        answer(Offer._base_manager.filter(pk=offer.pk)).only()
        messages.success(request, f"您已{verb}“{offer_title(offer)}”的录取。")
    except Refused as refused:
        messages.error(request, refused.why)
    return redirect("applications:show", offer.application_id)


def _page(request: Any, result: Result, title: str, form: Any = None) -> HttpResponse:
    place(request, "applications:home", (title, None))
    accepts = form is None
    why = result.why or (result.bound if accepts else None)
    context = {"title": title, "result": result, "accepts": accepts, "why": why, "form": form}
    status = 422 if form is not None and form.errors else 200
    return render(request, "recruitment/apply/answer.html", context, status=status)
