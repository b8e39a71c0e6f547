"""How 招生计划 climbs: base → province, which grants the numbers (REC-02)."""

from xinglin.engines.access.models import UnitKind
from xinglin.engines.review.chain import Chain, Seat, Step

from .. import events
from ..models import Plan
from ..queries.plans import granted_forms, plan_forms, unapprovable, unsubmittable
from ..rules import plans as rules

PLANNING = Chain(
    key="recruitment-plan",
    title="招生计划申报",
    subject=Plan,
    related=("batch", "province"),
    label=lambda plan: f"{plan.institution.name} {plan.batch.name}",
    submitter="基地",
    submit_right=rules.PLAN,
    may_submit=unsubmittable,
    freezes=plan_forms,
    steps=(
        Step(
            key="province",
            title="省审核",
            seat=Seat(UnitKind.PROVINCE, rules.REVIEW_PLANS),
            may_approve=unapprovable,
            adds=granted_forms,
        ),
    ),
    on_submitted=events.PLAN_SUBMITTED,
    on_approved=events.PLAN_APPROVED,
    on_returned=events.PLAN_RETURNED,
)
