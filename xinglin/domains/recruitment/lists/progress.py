"""«招录进度» line by line, and the people behind its figures (REC-31)."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from xinglin.domains.reference.public import labels
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Link, List

from ..enums import Answer, ReportIn, Screening
from ..queries import progress as q
from ..queries.batches import names_of, ranks_of, years_of
from ..queries.places import LAPSED, STANDING
from ..rules.answering import decline_words
from ..rules.progress import PROGRESS

SCREENING_TONES = {Screening.WAITING: "blue", Screening.PASSED: "green", Screening.FAILED: "red"}
ANSWER_TONES = {Answer.NONE: "blue", Answer.ACCEPTED: "green", Answer.DECLINED: "red", Answer.LAPSED: "red"}
REPORT_TONES = {ReportIn.NONE: "grey", ReportIn.PRESENT: "green", ReportIn.ABSENT: "red"}
STAGES = {
    "standing": ("录取有效", STANDING),
    "open": ("待学员确认", STANDING & ~q.ACCEPTED),
    "accepted": ("已接受", q.ACCEPTED),
    "confirmed": ("已确认", q.CONFIRMED),
    "present": ("已报到", q.PRESENT),
    "declined": ("已放弃", q.DECLINED),
    "lapsed": ("逾期未接受", LAPSED),
}


def _people(url: str, **asked: str) -> Callable[[Any], str]:
    """Where the people of a line's figure are listed."""

    def address(place: Any) -> str:
        at = {"at": "site", "site": place.site.name} if place.site else {"at": "main"}
        where = {"batch": place.batch_id, "institution": place.institution_id, "specialty": place.specialty_id}
        return f"{reverse(url)}?{urlencode(where | at | asked)}"

    return address


class _Figure(c.Show):
    """A number that leads to the people it counts; 0 leads nowhere."""

    css = "number"

    def html(self, value: Any, record: Any) -> Any:
        return super().html(value, record) if value else "0"


def _figure(key: str, title: str, url: str, **asked: str) -> c.Column:
    return _Figure(key, title, link=_people(url, **asked), width=10)


def _where(prefix: str = "") -> list[c.Column]:
    return [
        c.Number("intake_year", "招收届别", at=f"{prefix}batch__intake_year"),
        c.Show("batch", "招收批次", at=f"{prefix}batch__name", width=24),
    ]


def _filters(prefix: str = "") -> list[f.Filter]:
    site = f"{prefix}site"
    at = {"main": ("主要基地", Q((site, None))), "site": ("协同单位", ~Q((site, None)))}
    return [
        f.Exact("year", "招收届别", at="batch__intake_year", choices_for=years_of),
        f.Exact("batch", "招收批次", choices_for=names_of),
        f.Pick("institution", "培训基地", choices_for=q.bases_of),
        f.Pick("specialty", "培训专业", q.specialty_choices, at=f"{prefix}specialty"),
        f.Where("at", "培训地点", at),
        f.Contains("site", "协同单位", at=f"{site}__name"),
    ]


PROGRESS_LIST = List(
    key="recruitment-progress",
    title="招录进度",
    url="recruitment:progress",
    right=PROGRESS,
    rows=q.lines_visible_to,
    columns=(
        c.Show("specialty", "培训专业", at="specialty__name", sort=("specialty__code",), fixed=True, width=24),
        c.Show("institution", "培训基地", at="institution__name", width=34),
        c.Show("site", "协同单位", at="site__name", width=30),
        *_where(),
        c.Number("approved", "招收计划"),
        _figure("applied", "报名人次", "recruitment:applied"),
        _figure("first", "第一志愿", "recruitment:applied", rank="1"),
        _figure("passed", "预审核通过", "recruitment:applied", screening="passed"),
        _figure("admitted", "录取", "recruitment:admitted", stage="standing"),
        _figure("accepted", "接受", "recruitment:admitted", stage="accepted"),
        _figure("confirmed", "确认", "recruitment:admitted", stage="confirmed"),
        _figure("present", "报到", "recruitment:admitted", stage="present"),
    ),
    filters=_filters(),
    links=(Link(title="招录统计", url="recruitment:statistics", right=PROGRESS, icon="chart-bar"),),
    order=("-batch__intake_year", "institution__name", "specialty__code", "pk"),
    cards=True,
    empty="还没有招生计划。基地申报、省级审核通过后，这里逐个专业显示招录进度。",
)

APPLIED = List(
    key="recruitment-applied",
    title="报名情况",
    url="recruitment:applied",
    right=PROGRESS,
    rows=q.people_visible_to,
    columns=(
        c.Show("name", "姓名", at="application__person__name", fixed=True),
        c.Show("number", "学员编号", at="application__number", width=20),
        c.Masked(
            "document_number",
            "证件号码",
            at="application__person__document_masked",
            plain="application__person__document_number",
            reveal=PROGRESS,
        ),
        *_where(),
        c.Show("institution", "培训基地", at="institution__name", width=34),
        c.Show("specialty", "培训专业", at="place__specialty__name", sort=("place__specialty__code",)),
        c.Number("rank", "志愿序号"),
        c.Coded("category", "人员类型", lambda: labels("resident_category"), at="application__category", width=24),
        c.Tag("screening", "预审核结果", labels=dict(Screening.choices), tones=SCREENING_TONES),
        c.Moment("submitted_at", "提交时间", at="application__submitted_at"),
    ),
    filters=(
        *_filters("place__"),
        f.Exact("rank", "志愿序号", choices_for=ranks_of),
        f.Exact("screening", "预审核结果", Screening.choices),
        f.Name("name", of="application__person"),
    ),
    order=("-batch__intake_year", "institution__name", "place__specialty__code", "rank", "pk"),
    cards=True,
    empty="没有符合条件的报名。学员提交报名后在这里显示。",
)

ADMITTED = List(
    key="recruitment-admitted",
    title="录取情况",
    url="recruitment:admitted",
    right=PROGRESS,
    rows=q.offers_visible_to,
    columns=(
        c.Show("name", "姓名", at="person__name", fixed=True),
        c.Show("number", "学员编号", at="application__number", width=20),
        c.Masked(
            "document_number",
            "证件号码",
            at="person__document_masked",
            plain="person__document_number",
            reveal=PROGRESS,
        ),
        *_where(),
        c.Show("institution", "培训基地", at="institution__name", width=34),
        c.Show("specialty", "培训专业", at="place__specialty__name", sort=("place__specialty__code",)),
        c.Coded("category", "人员类型", lambda: labels("resident_category"), at="application__category", width=24),
        c.Moment("released_at", "发送录取结果时间"),
        c.Tag("answer", "志愿确认状态", at="answered", labels=dict(Answer.choices), tones=ANSWER_TONES),
        c.Show(
            "declined", "放弃原因", at=decline_words, reads=("decline_reason", "decline_note"), css="wrap", width=24
        ),
        c.Moment("confirmed_at", "录取结果确认时间"),
        c.Tag("report", "报到状态", at="report_state", labels=dict(ReportIn.choices), tones=REPORT_TONES),
    ),
    filters=(
        *_filters("place__"),
        f.Where("stage", "环节", STAGES),
        f.Name("name", of="person"),
    ),
    order=("-intake_year", "institution__name", "place__specialty__code", "pk"),
    cards=True,
    empty="没有符合条件的录取。基地录取后在这里显示。",
)
