"""«我要报名» in five steps, each kept on the server, back and forth; made for a phone first (REC-14, REC-15)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Refused
from xinglin.kit.row_keys import row_key, row_keys

from ..actions.applying import (
    choose_categories,
    confirm_particulars,
    discard_drafts,
    save_preferences,
    save_supplements,
    start_applications,
    submit_applications,
)
from ..enums import ApplicationState
from ..fields.applying import CATEGORY, EMPLOYED, SUPPLEMENT
from ..forms.applying import PreferenceForm, SupplementForm
from ..models import Application, Batch
from ..queries.answering import own_results, refused_offers, states_of, wishes_of
from ..queries.applying import (
    Profile,
    applications_visible_to,
    batches_offered,
    obstacles_of,
    parts_sections,
    places_offered,
    preferences_of,
    specialties_offered,
    tidied,
    titled,
)
from ..rules import applying as rules
from .describing import profile_of

ADDRESSES = {2: "applications:category", 3: "applications:confirm", 4: "applications:supplement"} | {
    5: "applications:preferences"
}


@page(rules.APPLY)
def home(request: Any) -> HttpResponse:
    """学员报名: one's applications with their states and results, and «我要报名»."""
    rows = list(applications_visible_to(request.actor))
    preferences = preferences_of(rows)
    states, results = states_of(rows, preferences), own_results(request.actor)
    found = {result.offer.application_id: result for result in reversed(results)}
    context = {
        "title": "学员报名",
        "cards": [(row, states[row.pk], preferences[row.pk], found.get(row.pk)) for row in rows],
        "why": rules.why_incomplete(titled(profile_of(request).gaps())),
    }
    return render(request, "recruitment/apply/applications.html", context)


@page(rules.APPLY)
def new(request: Any) -> HttpResponse:
    """Step one: the batch."""
    if request.method == "POST":
        asked = Batch.objects.filter(pk=row_key(request.POST.get("batch")))
        try:
            outcome = start_applications(asked, by=request.actor)
            batch = outcome.only()
        except Refused as refused:
            messages.error(request, refused.why)
            return redirect("applications:new")
        return redirect(ADDRESSES[2], outcome.records[batch])
    choices = batches_offered(request.actor, profile_of(request))
    labels = dict(CATEGORY.options() or [])
    context = {
        **_steps(request, 1),
        "choices": [(each, [labels.get(key, key) for key in each.batch.categories]) for each in choices],
    }
    return render(request, "recruitment/apply/batch.html", context)


@page(rules.APPLY)
def category(request: Any, pk: int) -> HttpResponse:
    """Step two: as whom one applies."""
    draft, profile = _draft(request, pk), profile_of(request)
    if request.method == "POST":
        chosen = request.POST.get("category", "")
        return _kept(request, draft, 2, lambda rows: choose_categories(rows, {pk: chosen}, by=request.actor))
    labels = dict(CATEGORY.options() or [])
    choices = [
        (key, labels.get(key, key), rules.why_not_category(key, draft.batch, profile.applicant, profile.current))
        for key in draft.batch.categories
    ]
    return render(request, "recruitment/apply/category.html", {**_steps(request, 2, draft), "choices": choices})


@page(rules.APPLY)
def confirm(request: Any, pk: int) -> HttpResponse:
    """Step three: the four parts as they are; «修改» leads back to them."""
    draft, profile = _draft(request, pk), profile_of(request)
    if request.method == "POST":
        return _kept(request, draft, 3, lambda rows: confirm_particulars(rows, by=request.actor))
    context = {
        **_steps(request, 3, draft),
        "sections": tidied(parts_sections(profile)),
        "person": profile.record.person,
        "why": rules.why_incomplete(titled(profile.gaps())),
        "is_confirmed": draft.confirmed_revision == profile.revision,
    }
    return render(request, "recruitment/apply/confirm.html", context)


@page(rules.APPLY)
def supplement(request: Any, pk: int) -> HttpResponse:
    """Step four: what is asked beside the four parts."""
    draft = _draft(request, pk)
    stored: dict[str, Any] = {f.key: getattr(draft, f.key) for f in SUPPLEMENT}
    years = str(draft.training_years) if draft.training_years else None
    known = {**stored, "training_years": years, "category": draft.category}
    form = SupplementForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        values = {f.key: form.cleaned_data[f.key] for f in SUPPLEMENT}
        return _kept(request, draft, 4, lambda rows: save_supplements(rows, {pk: values}, by=request.actor))
    current = profile_of(request).current if draft.category in EMPLOYED else None
    asked = [field for field in form if field.field.declared.relevant(known)]
    context = {**_steps(request, 4, draft), "form": form, "asked": asked, "sender": current}
    return render(request, "recruitment/apply/supplement.html", context, status=422 if form.errors else 200)


@page(rules.APPLY)
def preferences(request: Any, pk: int) -> HttpResponse:
    """Step five: specialty, then bases and sites with their numbers, in the order of one's wishes."""
    draft = _draft(request, pk)
    chosen = [each.place_id for each in preferences_of([draft])[draft.pk]]
    if request.method == "POST":
        form = PreferenceForm(request.POST)
        form.full_clean()
        answer = form.cleaned_data.get("accepts_reassignment")
        wished, leaves = wishes(request.POST, chosen), request.POST.get("do") == "confirm"
        return _kept(
            request,
            draft,
            5,
            lambda rows: save_preferences(rows, {pk: wished}, {pk: answer}, by=request.actor),
            stays=not leaves,
        )
    specialties = specialties_offered(request.actor, draft.batch)
    own = list(preferences_of([draft])[draft.pk])
    fixed = own[0].place.specialty.code if own and not draft.batch.several_specialties else ""
    asked = fixed or request.GET.get("specialty", "")
    offered = places_offered(request.actor, draft.batch, asked) if asked else []
    numbers = {each.place.pk: each for each in places_offered(request.actor, draft.batch)} if own else {}
    context = {
        **_steps(request, 5, draft),
        "form": PreferenceForm(initial={"accepts_reassignment": draft.accepts_reassignment}),
        "wishes": [(each, numbers.get(each.place_id)) for each in own],
        "left": draft.batch.preferences - len(own),
        "specialties": specialties,
        "specialty": asked,
        "fixed": fixed,
        "offered": [each for each in offered if each.place.pk not in chosen],
        "hint": rules.hint_of(draft, own),
    }
    return render(request, "recruitment/apply/preferences.html", context)


def wishes(sent: Any, stands: list[int]) -> list[int]:
    """The places in their new order: as the page sent them, then what the pressed button does to one of them."""
    keys = row_keys(sent.getlist("place"))
    order = keys if sorted(keys) == sorted(stands) else stands  # an older page: what was kept since stays
    do, _, key = str(sent.get("do", "")).partition(":")
    place = row_key(key)
    if do == "add" and place not in order:
        return [*order, place]
    if do == "remove":
        return [each for each in order if each != place]
    if do in ("up", "down") and place in order:
        at = order.index(place)
        to = max(0, min(len(order) - 1, at + (1 if do == "down" else -1)))
        order[at], order[to] = order[to], order[at]
    return order


@page(rules.APPLY)
def show(request: Any, pk: int) -> HttpResponse:
    """One application: what is still to be done and «提交», or what was submitted and what became of it."""
    row = get_object_or_404(applications_visible_to(request.actor), pk=pk)
    own = preferences_of([row])
    place(request, "applications:home", (row.batch.name, None))
    context: dict[str, Any] = {
        "title": row.batch.name,
        "application": row,
        "state": states_of([row], own)[row.pk],
        "wishes": wishes_of(row, own[row.pk]),
        "refused": refused_offers(request.actor).filter(application=row),
        "results": [result for result in own_results(request.actor) if result.offer.application_id == row.pk],
    }
    if row.state == ApplicationState.DRAFT:
        context |= _progress(row, profile_of(request), own[row.pk])
    return render(request, "recruitment/apply/application.html", context)


def _progress(draft: Application, profile: Profile, own: list[Any]) -> dict[str, Any]:
    """Each step with what it lacks."""
    points = obstacles_of(draft, profile, own)
    steps = [
        {
            "title": rules.STEPS[number - 1],
            "url": reverse(ADDRESSES[number], args=[draft.pk]),
            "lacking": [why for step, why in points if step == number],
        }
        for number in ADDRESSES
    ]
    return {"steps": steps, "is_ready": not points, "hint": rules.hint_of(draft, own)}


@page(rules.APPLY)
def submit(request: Any, pk: int) -> HttpResponse:
    """«提交»: the warning, and the word of the applicant that he has read it."""
    row = get_object_or_404(applications_visible_to(request.actor), pk=pk)
    if request.method == "POST":
        if row.state == ApplicationState.DRAFT and request.POST.get("sure") != "on":
            messages.error(request, "请先勾选“我已核对，确认提交”，再提交。")
            return redirect("applications:submit", pk)
        try:
            submit_applications(Application._base_manager.filter(pk=pk), by=request.actor).only()
        except Refused as refused:
            messages.error(request, refused.why)
        else:
            messages.success(request, "报名已提交，请在“学员报名”中查看报名状态和录取结果。")
        return redirect("applications:show", pk)
    if row.state != ApplicationState.DRAFT:
        return redirect("applications:show", pk)
    own = preferences_of([row])[row.pk]
    place(request, "applications:home", (row.batch.name, reverse("applications:show", args=[pk])), ("提交", None))
    context = {"title": "提交报名", "application": row, "wishes": own, **_progress(row, profile_of(request), own)}
    return render(request, "recruitment/apply/submit.html", context)


@page(rules.APPLY)
@require_POST
def discard(request: Any, pk: int) -> HttpResponse:
    """Take a draft away."""
    row = get_object_or_404(applications_visible_to(request.actor), pk=pk)
    try:
        discard_drafts(Application._base_manager.filter(pk=pk), by=request.actor).only()
        messages.success(request, f"“{row.batch.name}”的报名草稿已删除。")
    except Refused as refused:
        messages.error(request, refused.why)
    return redirect("applications:home")


def _draft(request: Any, pk: int) -> Application:
    """One's own draft; what was submitted has no steps any more."""
    row: Application = get_object_or_404(applications_visible_to(request.actor), pk=pk)
    if row.state != ApplicationState.DRAFT:
        raise Http404
    return row


def _steps(request: HttpRequest, current: int, draft: Application | None = None) -> dict[str, Any]:
    """What every step shows: the bar, and where «上一步» leads."""
    trail = (draft.batch.name, reverse("applications:show", args=[draft.pk])) if draft else ("我要报名", None)
    place(request, "applications:home", trail)
    back = ADDRESSES.get(current - 1)
    return {
        "title": rules.STEPS[current - 1],
        "titles": rules.STEPS,
        "current": current,
        "application": draft,
        "back": reverse(back, args=[draft.pk]) if draft and back else reverse("applications:new"),
    }


def _kept(
    request: Any, draft: Application, step: int, save: Callable[..., Any], *, stays: bool = False
) -> HttpResponse:
    """Keep one step and go on to the next; what is refused is said on the same page."""
    try:
        save(Application._base_manager.filter(pk=draft.pk)).only()
    except Refused as refused:
        messages.error(request, refused.why)
        stays = True
    if stays:
        return redirect(f"{reverse(ADDRESSES[step], args=[draft.pk])}{_specialty(request)}")
    return redirect(ADDRESSES.get(step + 1, "applications:show"), draft.pk)


def _specialty(request: Any) -> str:
    """The specialty whose bases were being looked at stays chosen."""
    code = request.POST.get("specialty", "")
    return f"?specialty={code}" if row_key(code) else ""
