"""学员报到管理 (REC-23)."""

from typing import Any

from django.db.models import Q

from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, List

from ..actions import reporting_in as actions
from ..enums import ReportIn
from ..forms.reporting_in import BeginningForm
from ..queries.admitting import expected_visible_to, with_openings
from ..rules.reporting_in import REPORT_IN, overdue
from .screening import OF_OFFER, ahead, applicant_columns, applicant_filters

TONES = {ReportIn.NONE: "grey", ReportIn.PRESENT: "green", ReportIn.ABSENT: "red"}
STATES = dict(ReportIn.choices)


def _record(offer: Any) -> str:
    if offer.training_id:
        return "已建立"
    return "测试批次，不建立" if offer.is_trial and offer.report_state == ReportIn.PRESENT else ""


EXPECTED = List(
    key="recruitment-report-in",
    title="学员报到管理",
    url="admission:report_in",
    right=REPORT_IN,
    rows=expected_visible_to,
    columns=ahead(
        (
            *applicant_columns(REPORT_IN, **OF_OFFER, link="admission:offer"),
            c.Tag("report_state", "报到状态", labels=STATES, tones=TONES),
            c.Show("overdue", "提示", at=lambda row: overdue(row, row.opening), reads=("report_state",), css="wrap"),
            c.Show("report_reason", "未报到原因", css="wrap", width=30),
            c.Moment("confirmed_at", "录取结果确认时间", chosen=False),
            c.Moment("reported_at", "报到登记时间"),
            c.Show("reported_by", "报到登记人", chosen=False),
            c.Show("record", "住院医师信息", at=_record, reads=("training", "is_trial", "report_state")),
        ),
        *("name", "report_state", "overdue", "number", "specialty", "record"),
    ),
    filters=(
        *applicant_filters(**OF_OFFER, rank="preference__rank"),
        f.Where("report", "报到状态", {key or "none": (label, Q(report_state=key)) for key, label in STATES.items()}),
    ),
    bulk=(
        Bulk(title="已报到", action=actions.report_present, right=REPORT_IN, form=BeginningForm, tone="primary"),
        Bulk(title="未报到", action=actions.report_absent, right=REPORT_IN, opinion="未报到原因"),
        Bulk(
            title="撤销报到登记",
            action=actions.undo_report_in,
            right=REPORT_IN,
            confirm="恢复为待报到；由报到建立、尚未上报的住院医师信息一并撤销。",
        ),
    ),
    order=("batch", "place__specialty__code", "application__number", "pk"),
    load=with_openings,
    empty="还没有可以报到的学员。录取结果经主管部门确认后在这里办理报到。",
)
