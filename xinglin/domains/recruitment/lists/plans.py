"""«招生计划申报», its review by the province, and «招生计划查看» (REC-02)."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink
from xinglin.engines.review import actions as review
from xinglin.engines.review import rules as review_rules
from xinglin.engines.review.labels import REVIEW_LABELS, review_state_q, review_tag
from xinglin.engines.review.models import State

from ..chains.plans import PLANNING
from ..models import Plan
from ..queries import plans as q
from ..queries.batches import names_of, years_of
from ..queries.progress import bases_of, specialty_choices
from ..queries.timing import Timings
from ..rules import plans as rules
from ..windows import PLANNING as WINDOW

STATES = {state.value: (label, review_state_q(label)) for state, label in REVIEW_LABELS.items()}
PLACE_STATES = {state.value: (label, review_state_q(label, "plan__")) for state, label in REVIEW_LABELS.items()}


def plan_tag(plan: Plan | None) -> tuple[str, str]:
    """未提交, 待审核, 审核通过, 退回修改; what was changed since the approval stands as 有修改未提交."""
    if plan is None:
        return "未提交", "grey"
    case = plan.case
    if case and case.state == State.APPROVED and case.revision != plan.revision:
        return "有修改未提交", "orange"
    tag = review_tag(plan)
    return (tag.text, tag.tone) if tag.text else ("未提交", "grey")


def opened(rows: list[Any], actor: Actor) -> None:
    """The batches in which the actor's base may plan, each with its plan and its window as the base finds it."""
    timings = Timings(rows, [WINDOW])
    plans = {plan.batch_id: plan for plan in q.plans_visible_to(actor).filter(batch__in=rows)}
    totals = q.totals(plans.values())
    for batch in rows:
        batch.plan = plans.get(batch.pk)
        batch.opening = timings.opening(batch, WINDOW, actor.unit.institution_id)
        batch.asked, _, batch.approved = totals.get(batch.plan.pk, (0, 0, 0)) if batch.plan else (0, 0, 0)


def counted(plans: list[Any], actor: Actor) -> None:
    """How many each plan asks for and has, and why it cannot be decided on now."""
    totals = q.totals(plans)
    reasons = review_rules.may_decide(PLANNING, plans, actor)
    for plan in plans:
        plan.asked, plan.granted, plan.approved = totals.get(plan.pk, (0, 0, 0))
        plan.why_not = reasons.get(plan.pk)


def _sheet_links() -> tuple[Link, ...]:
    """Import and template of the sheet."""
    return (
        Link(title="导入", url=_to("import"), right=rules.PLAN, place="bar", icon="upload"),
        Link(title="模板下载", url=_to("template"), right=rules.PLAN, place="bar"),
    )


def _to(name: str) -> Callable[[Actor], str]:
    return lambda actor: reverse(f"sheets:{name}", args=["recruitment-places"])


def why_not(plan: Any) -> str | None:
    """Greys the buttons of what does not wait for the province."""
    return plan.why_not


PLANS = List(
    key="recruitment-plans",
    title="招生计划申报",
    url="recruitment:plans",
    right=rules.PLAN,
    rows=q.batches_open_to,
    columns=(
        c.Show("name", "招收批次", link="recruitment:plan", fixed=True, width=28),
        c.Number("intake_year", "招收届别"),
        c.Tag("state", "审核状态", tag=lambda batch: plan_tag(batch.plan), sort=()),
        c.Number("asked", "申报人数", sort=()),
        c.Number("approved", "招收计划数", sort=()),
        c.Show("span", "申报时间", at=lambda batch: batch.opening.span or batch.opening.state_label, width=44),
    ),
    filters=(
        f.Exact("year", "招收届别", at="intake_year", choices_for=years_of),
        f.Contains("name", "招收批次"),
    ),
    links=_sheet_links(),
    row_actions=(RowLink(title="打开", url="recruitment:plan", right=rules.PLAN),),
    order=("-intake_year", "number"),
    load=opened,
    cards=True,
    empty="省级还没有安排本基地可以参加的招收批次。",
)

PLAN_REVIEWS = List(
    key="recruitment-plan-reviews",
    title="招生计划审核",
    url="recruitment:plan_reviews",
    right=rules.REVIEW_PLANS,
    rows=q.plans_sent_to,
    columns=(
        c.Show("institution", "培训基地", at="institution__name", link="recruitment:plan_review", fixed=True, width=34),
        c.Show("batch", "招收批次", at="batch__name", width=24),
        c.Number("intake_year", "招收届别", at="batch__intake_year"),
        c.Tag("state", "审核状态", tag=plan_tag, sort=("case__state",), needs=("case",)),
        c.Number("asked", "申报人数", sort=()),
        c.Number("granted", "核定人数", sort=()),
        c.Number("approved", "招收计划数", sort=()),
        c.Moment("submitted_at", "提交时间", at="case__submitted_at"),
        c.Show("note", "说明", chosen=False, css="wrap", width=40),
    ),
    filters=(
        f.Where("state", "审核状态", STATES),
        f.Exact("batch", "招收批次", choices_for=names_of),
        f.Pick("institution", "培训基地", choices_for=bases_of),
        f.Exact("year", "招收届别", at="batch__intake_year", choices_for=years_of),
    ),
    bulk=(
        Bulk(
            title="审核通过",
            action=review.approve,
            right=rules.REVIEW_PLANS,
            may=why_not,
            tone="primary",
            confirm="按核定人数通过；没有核定的，按申报人数通过。通过后即为可以录取的招收计划数。",
        ),
        Bulk(
            title="退回修改",
            action=review.return_for_changes,
            right=rules.REVIEW_PLANS,
            may=why_not,
            opinion="退回意见",
            tone="return",
        ),
    ),
    row_actions=(
        RowLink(title="审核", url="recruitment:plan_review", right=rules.REVIEW_PLANS),
        RowLink(title="核定人数", url="recruitment:plan_grant", right=rules.REVIEW_PLANS, may=why_not),
    ),
    order=("case__submitted_at", "pk"),
    load=counted,
    empty="还没有基地提交招生计划。",
)

PLACES = List(
    key="recruitment-places",
    title="招生计划查看",
    url="recruitment:places",
    right=rules.VIEW_PLANS,
    rows=q.places_visible_to,
    columns=(
        c.Show("specialty", "培训专业", at="specialty__name", sort=("specialty__code",), fixed=True, width=24),
        c.Show("institution", "培训基地", at="institution__name", width=34),
        c.Show("site", "协同单位", at="site__name", width=30),
        c.Number("intake_year", "招收届别", at="batch__intake_year"),
        c.Show("batch", "招收批次", at="batch__name", width=24),
        c.Tag("state", "审核状态", tag=lambda place: plan_tag(place.plan), needs=("plan__case",)),
        c.Number("asked", "申报人数"),
        c.Number("granted", "省级核定人数", at=rules.in_force, sort=()),
        c.Number("approved", "招收计划数"),
        c.Number("held", "已录取人数"),
        c.Number("left", "剩余名额", at=lambda place: place.approved - place.held),
    ),
    filters=(
        f.Exact("year", "招收届别", at="batch__intake_year", choices_for=years_of),
        f.Exact("batch", "招收批次", choices_for=names_of),
        f.Pick("institution", "培训基地", choices_for=bases_of),
        f.Pick("specialty", "培训专业", specialty_choices),
        f.Contains("site", "协同单位", at=("site__name", "site__pinyin")),
        f.Where("state", "审核状态", PLACE_STATES),
    ),
    links=_sheet_links(),
    order=("-batch__intake_year", "institution__name", "specialty__code", "site__name", "pk"),
    cards=True,
    empty="还没有招生计划。",
)
