"""招生计划: a base fills it in and submits it, the province sets other numbers before it approves (REC-02)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import place
from xinglin.engines.access.pages import page
from xinglin.engines.actions import Refused
from xinglin.engines.review import actions as review
from xinglin.engines.review import rules as review_rules
from xinglin.engines.review.pages import ReviewPage, first_waiting_view, review_view
from xinglin.engines.review.queries import course_of, entries_of, opinion_of

from ..actions import plans as actions
from ..chains.plans import PLANNING
from ..lists.plans import plan_tag
from ..models import Batch, Place, Plan
from ..queries import plans as q
from ..queries.timing import Timings
from ..rules import plans as rules
from ..windows import PLANNING as WINDOW

REVIEW = ReviewPage(
    chain=PLANNING,
    rights=(rules.REVIEW_PLANS,),
    rows=q.plans_sent_to,
    address="recruitment:plan_review",
    listing="recruitment:plan_reviews",
    facts=lambda plan: (f"{plan.batch.intake_year} 届",),
    notes_title="核定与提示",
    notes=q.remarks,
    links=lambda plan, actor: (("核定人数", reverse("recruitment:plan_grant", args=[plan.pk])),),
)
review_page = review_view(REVIEW)
first_waiting = first_waiting_view(REVIEW)
LONGEST_NOTE = Plan._meta.get_field("note").max_length
NEW = ("new_specialty", "new_site", "new_asked")


@dataclass
class Line:
    """One row of the plan's table: a specialty at the base itself, or at one of its sites."""

    code: str
    title: str
    site_id: int | None
    site: str
    place: Place | None
    typed: str
    problem: str = ""
    capacity: q.Capacity | None = None  # of the specialty, beside its first line

    @property
    def name(self) -> str:
        """Of its input."""
        return f"asked-{self.code}-{self.site_id or 0}"


@page(rules.PLAN)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """«填写计划» of the actor's base in one batch: save, submit, withdraw."""
    actor = _actor(request)
    batch = get_object_or_404(q.batches_open_to(actor), pk=pk)
    posted = request.POST if request.method == "POST" else None
    problems: dict[str, str] = {}
    if posted is not None:
        if posted.get("base") != str(actor.unit.pk):
            raise Http404  # the page was opened under another identity, and its numbers are another base's
        problems = _do(request, batch, posted)
        if not problems:
            return redirect("recruitment:plan", pk=pk)
    standing = q.plans_visible_to(actor).filter(batch=batch).first()
    place(request, "recruitment:plans", (batch.name, None))
    context = {
        "title": f"招生计划：{batch.name}",
        "batch": batch,
        "base": actor.unit.pk,
        "plan": standing,
        "tag": plan_tag(standing) if standing else ("未提交", "grey"),
        "problem": problems.get("", ""),
        "note": posted["note"] if posted and "note" in posted else standing.note if standing else "",
        **_table(actor, batch, standing, posted, problems),
        **_course(actor, batch, standing),
    }
    return render(request, "recruitment/setup/plan.html", context, status=422 if problems else 200)


def _do(request: HttpRequest, batch: Batch, posted: QueryDict) -> dict[str, str]:
    """What the pressed button says; input's name (or "") → what is wrong."""
    actor, mine = _actor(request), Plan._base_manager.filter(batch=batch, institution=_actor(request).unit)
    try:
        if posted.get("do") == "withdraw":
            review.withdraw(mine, by=actor).only()
            messages.success(request, "已撤回，可以修改后重新提交。")
            return {}
        problems = _save(actor, batch, posted)
        if problems:
            return problems
        if posted.get("do") == "submit":
            review.submit(mine, by=actor).only()
            messages.success(request, "已提交，等待省级审核。")
        else:
            messages.success(request, "已保存。提交后由省级审核。")
    except Refused as refused:
        return {"": refused.why}
    return {}


def _save(actor: Actor, batch: Batch, posted: QueryDict) -> dict[str, str]:
    rows, names, problems = [], [], _half_said(posted)
    for name, code, site, text in _typed(actor, posted):
        if not text.isdecimal() or len(text) > len(str(rules.MOST)):
            problems[name] = f"请填写 0–{rules.MOST} 的整数。"
            continue
        rows.append({"batch": batch.pk, "specialty": code, "site": site, "asked": int(text)})
        names.append(name)
    if problems:
        return {**problems, "": "没有保存：请修改标红的地方，您填写的内容都还在。"}
    with transaction.atomic():
        outcome = actions.save_places(rows, by=actor)
        mine = Plan._base_manager.filter(batch=batch, institution=actor.unit)
        noted = actions.save_plan_notes(mine, posted.get("note", "")[:LONGEST_NOTE], by=actor)
        if outcome.refused or noted.refused:
            transaction.set_rollback(True)
    problems = {names[index]: why for index, why in outcome.refused.items()}
    if not outcome.refused and posted.get("note", "").strip() and not mine.exists():
        return {"": "没有保存：请至少填写一个专业的申报人数，说明随招生计划一起提交。"}
    whys = [*outcome.refused.values(), *noted.refused.values()]
    return {**problems, "": f"没有保存：{whys[0]}"} if whys else {}


def _half_said(posted: QueryDict) -> dict[str, str]:
    """Of the new line: one that says not all, or what a line of the table says already, is not left out in silence."""
    specialty, site, asked = given = [posted.get(name, "").strip() for name in NEW]
    if any(given) and not all(given):
        return {"new_asked": "请选择培训专业和协同单位，并填写申报人数；不需要的，请都清空。"}
    if asked and f"asked-{specialty}-{site}" in posted:
        return {"new_asked": "上表已有该专业和协同单位，请直接修改上表中的人数，并清空这里。"}
    return {}


def _typed(actor: Actor, posted: QueryDict) -> list[tuple[str, str, int | None, str]]:
    """(input, specialty, site, what was typed) of every number of the page, the new line's too."""
    codes = q.Offering([actor.unit.pk]).programmes[actor.unit.pk]
    found = []
    for name in posted:
        kind, _, rest = name.partition("-")
        code, _, site = rest.partition("-")
        if kind == "asked" and site.isdecimal() and len(site) < 10 and (code in codes or _stands(actor, code)):
            found.append((name, code, int(site) or None, posted.get(name, "").strip() or "0"))
    specialty, site, asked = (posted.get(name, "").strip() for name in NEW)
    if specialty in codes and site.isdecimal() and len(site) < 10 and asked:
        found.append(("new_asked", specialty, int(site), asked))
    return found


def _stands(actor: Actor, code: str) -> bool:
    return q.places_visible_to(actor).filter(specialty__code=code).exists()


def _table(
    actor: Actor, batch: Batch, plan: Plan | None, posted: QueryDict | None, problems: dict[str, str]
) -> dict[str, Any]:
    """The lines with what was typed, and what can be added."""
    base = actor.unit.pk
    offering = q.Offering([base])
    standing = list(q.places_visible_to(actor).filter(plan=plan).order_by("site__name")) if plan else []
    codes = {code: each.specialty.name for code, each in offering.programmes[base].items() if not each.suspended_on}
    codes |= {place.specialty.code: place.specialty.name for place in standing}
    by_key = {(place.specialty.code, place.site_id): place for place in standing}
    figures = q.capacities(batch, base)
    lines = []
    for code, title in sorted(codes.items()):
        sites = [(place.site_id, place.site.name) for place in standing if place.site and place.specialty.code == code]
        for site_id, site in [(None, ""), *sites]:
            found = by_key.get((code, site_id))
            line = Line(code, title, site_id, site, found, str(found.asked) if found else "")
            line.typed = posted.get(line.name, line.typed) if posted else line.typed
            line.problem = problems.get(line.name, "")
            line.capacity = figures.get(code) if site_id is None else None
            lines.append(line)
    return {
        "lines": lines,
        "total": sum(place.asked for place in standing),
        "approved": sum(place.approved for place in standing),
        "specialties": sorted(codes.items()),
        "sites": sorted((site.pk, site.name) for site in offering.sites[base].values()),
        "new_problem": problems.get("new_asked", ""),
        "new": {name: posted.get(name, "") for name in NEW} if posted else {},
    }


def _course(actor: Actor, batch: Batch, plan: Plan | None) -> dict[str, Any]:
    """What happened to it, and what may be done now."""
    opening = Timings([batch], [WINDOW]).opening(batch, WINDOW, actor.unit.pk)
    why_closed = Timings([batch], [WINDOW]).why_closed(batch, WINDOW, actor.unit.pk)
    has_case = plan is not None and plan.case is not None
    return {
        "opening": opening,
        "why_not": why_closed or rules.may_plan(plan),
        "may_withdraw": has_case and not review_rules.may_withdraw(PLANNING, [plan]),
        "opinion": opinion_of(plan) if has_case else None,
        "entries": entries_of(course_of(PLANNING, plan.case)) if plan is not None and plan.case else [],
    }


@page(rules.REVIEW_PLANS)
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """«核定人数»: the province's own numbers beside those applied for, in force with its approval."""
    actor = _actor(request)
    found = get_object_or_404(q.plans_sent_to(actor), pk=pk)
    places = list(q.places_visible_to(actor).filter(plan=found).order_by(*q.AS_LISTED))
    problems: dict[int, str] = {}
    if request.method == "POST":
        problems = _grant(actor, places, request.POST)
        if not problems:
            messages.success(request, "已保存核定人数，审核通过后生效。")
            return redirect("recruitment:plan_review", pk=pk)
    place(request, "recruitment:plan_reviews", (f"核定人数：{found.institution.name}", None))
    context = {
        "title": f"核定人数：{found.institution.name}",
        "plan": found,
        "tag": plan_tag(found),
        "why_not": review_rules.may_decide(PLANNING, [found], actor).get(pk, ""),
        "lines": _granted(found, places, request.POST if request.method == "POST" else None, problems),
        "has_problems": bool(problems),
    }
    return render(request, "recruitment/setup/grant.html", context, status=422 if problems else 200)


def _grant(actor: Actor, places: list[Place], posted: QueryDict) -> dict[int, str]:
    """Place → what is wrong with the number typed for it; nothing is saved then."""
    numbers: dict[int, int | None] = {}
    problems: dict[int, str] = {}
    for each in places:
        text = posted.get(f"granted-{each.pk}", "").strip()
        if text and (not text.isdecimal() or len(text) > len(str(rules.MOST))):
            problems[each.pk] = f"请填写 0–{rules.MOST} 的整数；留空即按申报人数。"
        else:
            numbers[each.pk] = int(text) if text else None
    if problems:
        return problems
    return actions.grant_places(Place._base_manager.filter(pk__in=numbers), numbers, by=actor).refused


def _granted(
    plan: Plan, places: list[Place], posted: QueryDict | None, problems: dict[int, str]
) -> list[dict[str, Any]]:
    figures = q.capacities(plan.batch, plan.institution_id)
    seen: set[str] = set()
    lines = []
    for each in places:
        stored = "" if each.granted is None else str(each.granted)
        code = each.specialty.code
        lines.append(
            {
                "place": each,
                "name": f"granted-{each.pk}",
                "typed": posted.get(f"granted-{each.pk}", stored) if posted else stored,
                "problem": problems.get(each.pk, ""),
                "capacity": figures.get(code) if code not in seen else None,
            }
        )
        seen.add(code)
    return lines


def _actor(request: Any) -> Actor:
    return request.actor
