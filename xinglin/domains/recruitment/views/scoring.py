"""Rankings with an order by hand, and what is published of them, for everybody to read (REC-24)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from xinglin.domains.reference.public import arranged_days
from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page, public_page
from xinglin.engines.actions import Refused
from xinglin.engines.windows.queries import shown
from xinglin.kit.row_keys import row_key, row_keys

from ..actions.scoring import announce, rank_by_hand
from ..models import Announcement, Batch, Place
from ..queries import scoring as q
from ..rules.scoring import PUBLISH, RANK, SCORE, publicity_ends

STEPS = {"up": -1, "down": 1}


@page(SCORE)
def ranking(request: Any, pk: int) -> HttpResponse:
    """One batch: specialty by specialty who ranks where, the base's own order, and its publication."""
    batch = get_object_or_404(q.batches_examined_by(request.actor), pk=pk)
    problem = ""
    if request.method == "POST":
        try:
            return _act(request, batch)
        except Refused as refused:
            problem = refused.why
    return _show(request, batch, problem)


def _act(request: Any, batch: Batch) -> HttpResponse:
    do, _, moved = request.POST.get("do", "").partition(":")
    if do == "announce":
        words = {key: request.POST.get(key, "") for key in ("title", "note")}
        announce(Batch.objects.filter(pk=batch.pk), **words, by=request.actor).only()
        messages.success(request, "公示已发布。")
        return redirect("admission:announcements")
    key = row_key(request.POST.get("place"))
    if do not in ("rank", "unrank", *STEPS) or not key:
        return HttpResponse("没有这个办理方式，请刷新页面后再试。", status=400)
    order = _ordered(request.POST.getlist("order"), moved, STEPS.get(do, 0)) if do != "unrank" else []
    rank_by_hand(Place._base_manager.filter(pk=key), {key: order}, by=request.actor).only()
    messages.success(request, "基地排序已保存。" if order else "基地排序已清除。")
    return redirect(f"{reverse('admission:ranking', args=[batch.pk])}?place={key}")


def _ordered(keys: list[str], moved: str, step: int) -> list[int]:
    """The keys as they were sent, one of them moved up or down."""
    order = row_keys(keys)
    if row_key(moved) in order:
        at = order.index(row_key(moved))
        order.insert(max(0, at + step), order.pop(at))
    return order


def _show(request: Any, batch: Batch, problem: str) -> HttpResponse:
    own = request.actor.unit.institution_id
    bases = [] if own else q.bases_ranked(batch)
    named = request.GET.get("base", "")
    base = own or next((key for key, _ in bases if str(key) == named), bases[0][0] if bases else 0)
    groups = q.rankings([batch], base)[batch.pk] if base else []
    asked = request.GET.get("place", "")
    chosen = next((group for group in groups if str(group.place.pk) == asked), groups[0] if groups else None)
    place(request, "admission:scores", (batch.name, None))
    arranged = arranged_days(batch.province_id)
    context = {
        "title": f"{batch.name}：成绩与排名",
        "batch": batch,
        "groups": groups,
        "group": chosen,
        "bases": bases,
        "base": base,
        "parts": q.parts_of([batch])[batch.pk],
        "why_not": q.why_not_now([batch], request.actor)[batch.pk],
        "may_rank": request.actor.may(RANK),
        "may_publish": request.actor.may(PUBLISH),
        "ends_at": shown(publicity_ends(batch.publicity_days, arranged), is_end=True),
        "year_is_arranged": any(day.year == timezone.localdate().year for day in arranged),
        "problem": problem,
        "typed": request.POST,
    }
    return render(request, "recruitment/scoring/ranking.html", context, status=422 if problem else 200)


@public_page
@require_GET
def announcement(request: HttpRequest, address: UUID) -> HttpResponse:
    """What was published at this address; search engines leave it out, and after its end the list is gone."""
    found = get_object_or_404(Announcement._base_manager.select_related("batch", "institution"), address=address)
    is_open = found.withdrawn_at is None and found.starts_at <= timezone.now() < found.ends_at
    span = f"{shown(found.starts_at)} 至 {shown(found.ends_at, is_end=True)}"
    context = {"title": found.title, "announcement": found, "is_open": is_open, "span": span}
    response = render(request, "recruitment/scoring/announcement.html", context)
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    response["Cache-Control"] = "no-store"
    return response
