"""The list pages of residents' records (REP-06, REP-40)."""

from collections.abc import Callable

from django.db.models import Q
from django.urls import reverse

from xinglin.domains.people.public import EducationLevel
from xinglin.domains.reference.public import labels, options, specialties
from xinglin.engines.access.actor import Actor
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink
from xinglin.engines.review import actions as review
from xinglin.engines.review.labels import REVIEW_LABELS, report_tag, reported_q, review_state_q, review_tag

from .. import actions, rules
from ..actions.checking import examine_trainings
from ..enums import PersonalState
from ..models import Training
from ..queries.leaving import with_leaving
from ..queries.records import (
    intake_opening,
    intake_reviews_visible_to,
    intake_visible_to,
    review_opening,
    years_visible_to,
)
from .places import bases_of, place_columns, place_filters

PERSONAL_TONES = {"returned": "orange", "corrected": "blue"}
STATUS_TONES = {
    "training": "green",
    "extended": "orange",
    "suspended": "orange",
    "ended": "grey",
    "withdrawn": "red",
    "completed": "blue",
}
PERSONAL = "基本信息退回情况"
OWN_TO_BASES = ("personal_state", "reported", "completeness")
REPORT_STATES = {"reported": ("已上报", reported_q()), "open": ("未上报", ~reported_q())}
REVIEW_STATES = {state.value: (label, review_state_q(label)) for state, label in REVIEW_LABELS.items()}


def named_labels(name: str):
    """Labels of a code list, read when a page is made."""
    return lambda: labels(name)


def specialty_choices() -> list[tuple[int, str]]:
    """All specialties, by key."""
    return [(key, specialty.name) for key, specialty in specialties().items()]


def _personal_tag(training: Training) -> tuple[str, str]:
    state = PersonalState(training.personal_state)
    return (state.label if state else "", PERSONAL_TONES.get(training.personal_state, "grey"))


LEFT = "has_left"  # noted by `with_leaving`: of who has left, the record's own page says what was known then


class _UntilLeft(f.Pick):
    """By what people fill in: who has left is not found by what he filled in since."""

    def condition(self, value: list[str]) -> Q:
        return super().condition(value) & Q((LEFT, False))


def person_columns(link: str, personal: str = PERSONAL) -> list[c.Column]:
    """What every list of residents shows, made anew for each, since a column knows its list."""
    return [
        c.Show("name", "姓名", at="person__name", link=link, fixed=True, width=14),
        c.Tag("personal_state", personal, tag=_personal_tag, reads=("personal_state",), sort=("personal_state",)),
        c.Tag("reported", "基地上报状态", tag=report_tag, reads=("revision", "case__state", "case__revision")),
        c.Tag("reviewed", "省审核状态", tag=review_tag, reads=("case__state",), sort=("case__state",)),
        c.Progress("completeness", "完整度"),
        c.Number("intake_year", "招收年份"),
        c.Show("specialty", "培训专业", at="specialty__name", sort=("specialty__code",)),
        c.Coded("gender", "性别", named_labels("gender"), at="person__gender", sort=()),
        c.Coded(
            "document_type",
            "证件类型",
            named_labels("document_type"),
            at="person__document_type",
            sort=(),
            chosen=False,
        ),
        c.Masked(
            "document_number",
            "证件号码",
            at="person__document_masked",
            plain="person__document_number",
            reveal=rules.VIEW,
        ),
        c.Masked(
            "mobile",
            "手机号",
            at="person__mobile_masked",
            plain="person__mobile",
            reveal=rules.VIEW,
            unless=LEFT,
        ),
        c.Coded("resident_category", "人员类型", named_labels("resident_category"), width=24),
        c.Coded("graduate_kind", "应届/往届", named_labels("graduate_kind"), chosen=False),
        c.Coded("cultivation_type", "培养类型", named_labels("cultivation_type"), chosen=False),
        c.Number("training_years", "核定培训年限", chosen=False),
        c.YesNo("is_rural_order", "农村订单定向免费医学毕业生", chosen=False),
        c.YesNo("is_western_support", "西部支援行动住院医师", chosen=False),
        c.Coded(
            "licensing_exam",
            "医师资格考试",
            named_labels("licensing_exam"),
            at="person__licence__licensing_exam",
            unless=LEFT,
            sort=(),
            chosen=False,
        ),
        c.Show("employer_name", "工作单位名称", chosen=False, width=30),
        c.Day("starts_on", "培训开始日期", chosen=False),
        c.Day("ends_on", "培训结束日期", chosen=False),
    ]


def review_columns(columns: list[c.Column]) -> list[c.Column]:
    """What a reviewer sees of them: whose record it is beside the name, and no province, which is his own."""
    name, *rest = [column for column in columns if column.key not in OWN_TO_BASES]
    province, base = place_columns(province=False)
    return [
        name,
        base,
        *rest,
        province,
        c.Moment("submitted_at", "上报时间", at="case__submitted_at"),
        c.Number("number", "第几次上报", at="case__number"),
    ]


def personal_filter(title: str) -> f.Filter:
    """How it stands with what was returned to residents; both parts call it by a name of their own."""
    return f.Where("personal_state", title, {s.value: (s.label, Q(personal_state=s)) for s in PersonalState if s})


FILTERS = (
    f.Exact("intake_year", "招收年份", choices_for=years_visible_to),
    f.Pick("specialty", "培训专业", specialty_choices),
    f.Name(of="person"),
    f.Document("document_number", "证件号码", column="person__document"),
    f.Pick("resident_category", "人员类型", lambda: options("resident_category")),
    f.Exact("graduate_kind", "应届/往届", lambda: options("graduate_kind")),
    _UntilLeft(
        "licensing_exam", "医师资格考试", lambda: options("licensing_exam"), at="person__licence__licensing_exam"
    ),
    _UntilLeft("education", "学历", EducationLevel.choices, at="person__highest_level"),
    _UntilLeft("degree", "学位", lambda: options("degree"), at="person__highest_degree"),
    _UntilLeft("degree_type", "学位类型", lambda: options("degree_type"), at="person__highest_degree_type"),
    f.Exact("training_years", "核定培训年限", lambda: options("training_years")),
    f.Where("reported", "上报状态", REPORT_STATES),
    f.Where("reviewed", "审核状态", REVIEW_STATES),
    personal_filter(PERSONAL),
    f.Where("complete", "资料完整", {"1": ("已完整", Q(completeness=100)), "0": ("未完整", Q(completeness__lt=100))}),
    f.YesNo("is_rural_order", "农村订单定向免费医学毕业生"),
    f.YesNo("is_western_support", "西部支援行动住院医师"),
)


def closed(actor: Actor) -> str | None:
    """Why the intake cannot be worked on now."""
    return intake_opening(actor).why_closed()


def review_closed(actor: Actor) -> str | None:
    """Why nothing can be reviewed now."""
    return review_opening(actor).why_closed()


def template_of(key: str) -> Callable[[Actor], str]:
    """Where a sheet's template is."""
    return lambda actor: reverse("sheets:template", args=[key])


def import_of(key: str) -> Callable[[Actor], str]:
    """Where a sheet is imported."""
    return lambda actor: reverse("sheets:import", args=[key])


INTAKE = List(
    key="intake",
    url="training:intake",
    title="招收信息管理",
    right=rules.VIEW,
    rows=with_leaving(intake_visible_to),
    columns=(*person_columns("training:detail"), *place_columns()),
    filters=(*FILTERS, *place_filters()),
    order=("-intake_year", "-pk"),
    opening=intake_opening,
    links=(
        Link(title="账号模板下载", url=template_of("resident-accounts"), right=rules.OPEN),
        Link(
            title="住院医师账号导入",
            url=import_of("resident-accounts"),
            right=rules.OPEN,
            why=closed,
            tone="primary",
            icon="upload",
        ),
        Link(title="培训信息导入", url=import_of("resident-trainings"), right=rules.EDIT, why=closed, place="bar"),
        Link(title="培训信息模板下载", url=template_of("resident-trainings"), right=rules.EDIT, place="bar"),
        Link(title="历史招录信息查询", url="training:past", right=rules.VIEW, place="bar"),
        Link(title="数据体检", url="checkup:home", right=rules.VIEW, icon="circle-check"),
    ),
    bulk=(
        Bulk(
            title="基本信息退回",
            action=actions.return_personal,
            right=rules.RETURN_PERSONAL,
            why=closed,
            opinion="退回意见",
        ),
        Bulk(title="数据体检", action=examine_trainings, right=rules.REPORT),
        Bulk(title="上报", action=review.submit, right=rules.REPORT, why=closed, tone="primary"),
        Bulk(
            title="撤回上报",
            action=review.withdraw,
            right=rules.REPORT,
            why=closed,
            confirm="撤回后省级不再审核，可修改后重新上报。",
        ),
        Bulk(
            title="重置密码",
            action=actions.reset_passwords,
            right=rules.RESET,
            confirm="密码将恢复为初始密码，并退出其已登录的设备；本人须用手机验证码重新激活。",
        ),
    ),
    row_actions=(
        RowLink(title="编辑", url="training:edit", right=rules.EDIT),
        Bulk(
            title="删除",
            action=actions.delete_trainings,
            right=rules.DELETE,
            why=closed,
            confirm="删除误导入的住院医师：记录不能恢复，历史可查。账号一并删除；本人已激活的，账号和所填信息保留。",
            tone="danger",
        ),
    ),
    empty="还没有导入住院医师账号。请先下载账号模板，填写后导入。",
)

REVIEWS = List(
    key="intake-review",
    url="training:reviews",
    title="上报信息审核",
    right=rules.REVIEW,
    rows=with_leaving(intake_reviews_visible_to),
    columns=review_columns(person_columns("training:review")),
    filters=(
        f.Where("reviewed", "审核状态", REVIEW_STATES),
        f.Pick("institution", "培训基地", choices_for=bases_of),
        *(each for each in FILTERS if each.key not in ("reviewed", "reported", "personal_state")),
    ),
    order=("case__submitted_at", "pk"),
    opening=review_opening,
    row_actions=(RowLink(title="审核", url="training:review", right=rules.REVIEW),),
    bulk=(
        Bulk(
            title="审核通过",
            action=review.approve,
            right=rules.REVIEW,
            why=review_closed,
            tone="primary",
            confirm="所选记录将审核通过并纳入统计。",
        ),
        Bulk(
            title="退回修改",
            action=review.return_for_changes,
            right=rules.REVIEW,
            why=review_closed,
            opinion="退回意见",
        ),
    ),
    empty="没有基地上报的信息。基地上报后在这里审核。",
)
