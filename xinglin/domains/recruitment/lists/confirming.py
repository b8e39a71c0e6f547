"""«录取结果确认» for cities and provinces (REC-30)."""

from typing import Any

from xinglin.domains.reference.public import labels
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import UnitKind
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, List

from ..actions import confirming as actions
from ..enums import ReportIn
from ..queries import confirming as q
from ..queries.batches import names_of, years_of
from ..queries.progress import bases_of, specialty_choices
from ..queries.timing import Timings
from ..rules import confirming as rules
from ..windows import CONFIRMATION

STATES = {
    "city": ("待市级确认", q.AT_CITY),
    "province": ("待省级确认", q.AT_PROVINCE),
    "confirmed": ("已确认", q.CONFIRMED),
    "refused": ("不予确认", q.REFUSED),
}
REPORT_TONES = {ReportIn.NONE: "grey", ReportIn.PRESENT: "green", ReportIn.ABSENT: "red"}


def state_of(offer: Any) -> tuple[str, str]:
    """Whose turn it is, or what became of it."""
    if offer.cancelled_at:
        return "不予确认", "red"
    if offer.confirmed_at:
        return "已确认", "green"
    steps = rules.steps_of(offer.batch.confirming, offer.has_city)
    is_city = UnitKind.CITY in steps and not offer.city_confirmed_at
    return ("待市级确认" if is_city else "待省级确认"), "blue"


def judged(offers: list[Any], actor: Actor) -> None:
    """Why the actor cannot decide on each of a page's results; two statements."""
    timings = Timings({offer.batch for offer in offers}, [CONFIRMATION])
    for offer in offers:
        offer.why_not = (
            rules.why_not_waiting(offer)
            or rules.why_not_his(offer, actor, offer.has_city)
            or timings.why_closed(offer.batch, CONFIRMATION, actor.unit_id)
        )


def why_not(offer: Any) -> str | None:
    """Greys the buttons of one row."""
    return offer.why_not


RESULTS = List(
    key="recruitment-results",
    title="录取结果确认",
    url="recruitment:results",
    right=rules.CONFIRM,
    rows=q.results_visible_to,
    columns=(
        c.Show("name", "姓名", at="person__name", link="recruitment:result", fixed=True),
        c.Tag("state", "确认状态", tag=state_of),
        c.Show("number", "学员编号", at="application__number", width=20),
        c.Masked(
            "document_number",
            "证件号码",
            at="person__document_masked",
            plain="person__document_number",
            reveal=rules.CONFIRM,
        ),
        c.Show("batch", "招收批次", at="batch__name", width=24),
        c.Show("institution", "培训基地", at="institution__name", width=34),
        c.Show("specialty", "培训专业", at="place__specialty__name", sort=("place__specialty__code",)),
        c.Show("site", "协同单位", at="place__site__name", chosen=False, width=30),
        c.Coded("category", "人员类型", lambda: labels("resident_category"), at="application__category", width=24),
        c.Moment("answered_at", "志愿确认时间"),
        c.Moment("city_confirmed_at", "市级确认时间"),
        c.Show("city_confirmed_by", "市级确认人", chosen=False),
        c.Moment("confirmed_at", "录取结果确认时间"),
        c.Show("confirmed_by", "录取结果确认人", chosen=False),
        c.Show("reason", "不予确认原因", at="cancelled_reason", css="wrap", width=30),
        c.Tag("report", "报到状态", at="report_state", labels=dict(ReportIn.choices), tones=REPORT_TONES, chosen=False),
    ),
    filters=(
        f.Where("state", "确认状态", STATES),
        f.Exact("batch", "招收批次", choices_for=names_of),
        f.Pick("institution", "培训基地", choices_for=bases_of),
        f.Pick("specialty", "培训专业", specialty_choices, at="place__specialty"),
        f.Exact("year", "招收届别", at="intake_year", choices_for=years_of),
        f.Name("name", of="person"),
        f.Document("document", "证件号码", column="person__document"),
        f.Contains("number", "学员编号", at="application__number"),
    ),
    bulk=(
        Bulk(
            title="确认",
            action=actions.confirm_results,
            right=rules.CONFIRM,
            may=why_not,
            tone="primary",
            confirm="确认后不能撤回；全部确认完成的学员，基地即可办理报到。",
        ),
        Bulk(
            title="不予确认",
            action=actions.refuse_results,
            right=rules.CONFIRM,
            may=why_not,
            opinion="不予确认的原因",
            tone="danger",
        ),
    ),
    order=("institution__name", "place__specialty__code", "pk"),
    load=judged,
    empty="学员接受录取后，在这里由市级、省级确认录取结果。",
)
