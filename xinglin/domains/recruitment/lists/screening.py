"""学员志愿预审核 (REC-20); and the columns and filters that all lists of applicants share."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString

from xinglin.domains.reference.public import labels, options, specialties
from xinglin.engines.access.rights import Right
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, List, RowLink
from xinglin.kit.calendar import shown

from ..actions import screening as actions
from ..enums import Screening
from ..models import Offer
from ..queries.admitting import screened_visible_to
from ..queries.batches import names_of, ranks_of, years_of
from ..rules.admitting import is_locked, locked_at
from ..rules.screening import SCREEN

SCREENING_TONES = {Screening.WAITING: "blue", Screening.PASSED: "green", Screening.FAILED: "red"}


def specialty_choices() -> list[tuple[int, str]]:
    """All specialties, by key."""
    return [(key, specialty.name) for key, specialty in specialties().items()]


def rank_title(rank: int | None) -> str:
    """«第 1 志愿»; nothing for who was reassigned."""
    return f"第 {rank} 志愿" if rank else ""


def applicant_columns(right: Right, *, person: str, application: str, place: str, link: str) -> list[c.Column]:
    """Who it is and where he wants to go; paths to the person, the application and the place, each ending in «__»."""
    return [
        c.Show("name", "姓名", at=f"{person}name", link=link, fixed=True),
        c.Show("number", "学员编号", at=f"{application}number", width=20),
        c.Masked(
            "document_number",
            "证件号码",
            at=f"{person}document_masked",
            plain=f"{person}document_number",
            reveal=right,
        ),
        c.Masked("mobile", "手机号", at=f"{person}mobile_masked", plain=f"{person}mobile", reveal=right, chosen=False),
        c.Coded("category", "人员类型", lambda: labels("resident_category"), at=f"{application}category", width=24),
        c.Show("specialty", "培训专业", at=f"{place}specialty__name", sort=(f"{place}specialty__code",)),
        c.Show("site", "协同单位", at=f"{place}site__name", chosen=False, width=30),
        c.Show("sender", "选送单位", at=f"{application}sender_name", chosen=False, width=30),
        c.Number("intake_year", "招收届别", at=f"{application}intake_year", chosen=False),
        c.Show("batch", "招收批次", at="batch__name", width=24),
    ]


def applicant_filters(*, person: str, application: str, place: str, rank: str) -> list[f.Filter]:
    """All that one looks for applicants by (REC-20)."""
    return [
        f.Exact("intake_year", "招收届别", choices_for=years_of, at=f"{application}intake_year"),
        f.Exact("batch", "招收批次", choices_for=names_of),
        f.Contains("number", "学员编号", at=f"{application}number"),
        f.Name(of=person.removesuffix("__")),
        f.Document("document_number", "证件号码", column=f"{person}document"),
        f.Pick("category", "人员类型", lambda: options("resident_category"), at=f"{application}category"),
        f.Pick("specialty", "培训专业", specialty_choices, at=f"{place}specialty"),
        f.Contains("sender", "选送单位", at=f"{application}sender_name"),
        f.Exact("rank", "志愿批次", choices_for=ranks_of, at=rank),
    ]


def ahead(columns: Sequence[c.Column], *keys: str) -> list[c.Column]:
    """The columns with these first, in this order: what is being worked on stands beside the name."""
    named = {column.key: column for column in columns}
    return [*(named[key] for key in keys), *(column for column in columns if column.key not in keys)]


OF_PREFERENCE = {"person": "application__person__", "application": "application__", "place": "place__"}
OF_OFFER = {"person": "person__", "application": "application__", "place": "place__"}


class Countdown(c.Column):
    """Until when a released result can still be changed, as a clock that runs; then «已锁定»."""

    def html(self, value: Offer, record: object) -> str | SafeString:
        moment = locked_at(value)
        if moment is None or is_locked(value):
            return self.text(value) or c.NOTHING
        return format_html('<span data-deadline="{}">{}</span>', moment.isoformat(), self.text(value))

    def text(self, value: Offer) -> str:
        return "已锁定" if is_locked(value) else shown(locked_at(value))


SCREENED = List(
    key="recruitment-screening",
    title="学员志愿预审核",
    url="admission:screening",
    right=SCREEN,
    rows=screened_visible_to,
    columns=ahead(
        (
            *applicant_columns(SCREEN, **OF_PREFERENCE, link="admission:applicant"),
            c.Show("rank", "志愿批次", at=lambda row: rank_title(row.rank), reads=("rank",), sort=("rank",)),
            c.Tag("screening", "预审核结果", labels=dict(Screening.choices), tones=SCREENING_TONES),
            c.Show("screening_reason", "不录取原因", css="wrap", width=30, chosen=False),
            c.Moment("screened_at", "预审核时间", chosen=False),
            c.Show("screened_by", "预审核人", chosen=False),
            c.YesNo("accepts", "接受专业调剂", at="application__accepts_reassignment", chosen=False),
            c.Moment("submitted_at", "报名提交时间", at="application__submitted_at", chosen=False),
        ),
        *("name", "screening", "number", "specialty", "rank"),
    ),
    filters=(
        *applicant_filters(**OF_PREFERENCE, rank="rank"),
        f.Pick("screening", "预审核结果", Screening.choices),
    ),
    bulk=(
        Bulk(title="预录取", action=actions.pass_preferences, right=SCREEN, tone="primary"),
        Bulk(
            title="不录取",
            action=actions.fail_preferences,
            right=SCREEN,
            opinion="不录取原因",
            confirm="预审核时间结束后，学员会看到原因。",
        ),
        Bulk(title="取消预录取", action=actions.take_back_screening, right=SCREEN, confirm="将恢复为待审核。"),
    ),
    row_actions=(RowLink(title="审核", url="admission:applicant", right=SCREEN),),
    order=("batch", "application__number", "pk"),
    empty="还没有学员填报本基地。学员提交报名后在这里预审核。",
)
