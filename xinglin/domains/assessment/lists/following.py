"""Progress, results of all cycles, spot checks and requests for re-consideration (ASM-36, ASM-40, ASM-42)."""

from typing import Any

from django.db.models import Q
from django.urls import reverse

from xinglin.domains.reference.public import options
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink

from ..actions.certifying import print_certificates
from ..actions.following import answer_reconsiderations, order_consequences
from ..actions.overseeing import pick, publish, record_findings, release
from ..enums import Answer, Procedure, Progress, Result
from ..forms.following import AnswerForm, ConsequenceForm, FindingForm
from ..queries.overseeing import (
    cycles_of,
    followed_visible_to,
    history_visible_to,
    requests_visible_to,
    spot_checks_visible_to,
)
from ..rules import following, overseeing
from ..rules.reviewing import ENTER_TESTS
from .physicians import INSTITUTION as OF_INSTITUTION
from .physicians import PROGRESS_TONES, named, person_columns, person_filters, sheet_page

RESULT_TONES = {Result.PASSED: "green", Result.FAILED: "red"}
ANSWER_TONES = {Answer.WAITING: "blue", Answer.GRANTED: "green", Answer.DECLINED: "grey"}
PUBLISHED = {
    "1": ("已公布", Q(published_at__isnull=False)),
    "0": ("待公布", Q(published_at=None) & ~Q(result="")),
}
EXEMPT = {
    "1": ("免考", Q(procedure=Procedure.EXEMPT)),
    "0": ("不免考", ~Q(procedure=Procedure.EXEMPT)),
}
CHECKED = {
    "waiting": ("待登记", Q(is_right=None)),
    "right": ("结果无误", Q(is_right=True)),
    "wrong": ("结果有误", Q(is_right=False)),
}


def _exempt(row: Any) -> str:
    return "免考" if row.procedure == Procedure.EXEMPT else "不免考"


RESULT = c.Tag("result", "考核结果", labels=dict(Result.choices), tones=RESULT_TONES, sort=("result",))
STANDING = (
    c.Coded("procedure", "考核程序", dict(Procedure.choices)),
    c.Tag("progress", "考核状态", labels=dict(Progress.choices), tones=PROGRESS_TONES, sort=("progress",)),
)
STANDING_FILTERS = (
    f.Exact("procedure", "考核程序", Procedure.choices),
    f.Exact("progress", "考核状态", Progress.choices),
    f.Exact("outcome", "考核结果", Result.choices, at="result"),
    OF_INSTITUTION,
    f.Where("published", "结果公布", PUBLISHED),
)

LEFT_OUT = ("institution", "licensed_on", "first_registered_on")  # the first stands further right
PROGRESS = List(
    key="assessment-progress",
    title="查看考核进度",
    url="assessment:progress",
    right=overseeing.FOLLOW,
    rows=followed_visible_to,
    columns=(
        *(each for each in person_columns("physician__", "assessment:record") if each.key not in LEFT_OUT),
        c.Show("institution", "医疗卫生机构", at="institution__name", width=34),
        *STANDING,
        RESULT,
        c.Moment("published_at", "结果公布时间"),
        c.Show("agency", "考核机构", at="agency__name", chosen=False, width=34),
    ),
    filters=(*STANDING_FILTERS, *person_filters("physician__")),
    links=(
        Link(title="导入测评成绩", url=sheet_page("import", "assessment-tests"), right=ENTER_TESTS, icon="upload"),
        Link(title="成绩模板下载", url=sheet_page("template", "assessment-tests"), right=ENTER_TESTS, place="bar"),
    ),
    bulk=(
        Bulk(
            title="公布结果",
            action=publish,
            right=overseeing.PUBLISH,
            tone="primary",
            confirm="所选医师可以看到结果，合格的同时发放合格证书；自公布次日起三十日内可以申请复核。",
        ),
        Bulk(
            title="抽查",
            action=pick,
            right=overseeing.OVERSEE,
            confirm="所选医师列入抽查，登记抽查情况前不能公布结果。按比例随机抽取请到“医疗卫生机构”。",
        ),
        Bulk(title="退回报名", action=release, right=overseeing.OVERSEE, opinion="退回原因"),
    ),
    row_actions=(RowLink(title="查看", url="assessment:record", right=overseeing.FOLLOW),),
    order=("-pk",),
    cards=True,
    empty="本周期还没有医师参加考核。",
)

HISTORY = List(
    key="assessment-history",
    title="历史考核结果查询",
    url="assessment:history",
    right=overseeing.FOLLOW,
    rows=history_visible_to,
    columns=(
        c.Show("name", "姓名", at="physician__person__name", link="assessment:record", fixed=True, width=14),
        c.Show("cycle", "考核周期", at=lambda row: str(row.cycle), needs=("cycle",), sort=("cycle__year",), width=20),
        c.Masked(
            "document_number",
            "证件号码",
            at="physician__person__document_masked",
            plain="physician__person__document_number",
        ),
        c.Coded("category", "执业类别", named("practice_category")),
        *STANDING,
        c.Show("exempt", "免考状态", at=_exempt, reads=("procedure",)),
        RESULT,
        c.Moment("published_at", "结果公布时间"),
        c.Show("institution", "医疗卫生机构", at="institution__name", width=34),
    ),
    filters=(
        f.Pick("cycle", "考核周期", choices_for=lambda actor: cycles_of(actor.unit.province_id)),
        f.Name(of="physician__person"),
        f.Document("document_number", "证件号码", column="physician__person__document"),
        f.Pick("category", "执业类别", lambda: options("practice_category")),
        *STANDING_FILTERS[:3],
        f.Where("exempt", "免考状态", EXEMPT),
        *STANDING_FILTERS[3:],
    ),
    bulk=(
        Bulk(
            title="打印合格证书",
            action=print_certificates,
            right=overseeing.PRINT,
            tone="primary",
            confirm="所选医师的合格证书在后台生成一个压缩包，完成后消息会通知您下载。",
        ),
        Bulk(
            title="登记处理",
            action=order_consequences,
            right=following.ORDER,
            form=ConsequenceForm,
            confirm="考核不合格的：暂停执业 3 至 6 个月并接受培训，期满再次考核；仍不合格的，注销注册。",
        ),
    ),
    row_actions=(RowLink(title="查看", url="assessment:record", right=overseeing.FOLLOW),),
    order=("-cycle_id", "-pk"),
    cards=True,
    empty="没有符合条件的考核记录。",
)


INSTITUTION = f.Contains(
    "institution", "医疗卫生机构", at=("enrolment__institution__name", "enrolment__institution__pinyin")
)


def _finding(row: Any) -> tuple[str, str]:
    if row.is_right is None:
        return "待登记", "blue"
    return ("结果无误", "green") if row.is_right else ("结果有误", "red")


def _drawn(row: Any) -> str:
    if row.draw is None:
        return "指定"
    return f"按 {row.draw.share}% 从 {row.draw.population} 人中抽取，随机种子 {row.draw.seed}"


def _record(row: Any) -> str:
    return reverse("assessment:record", args=[row.enrolment_id])


SPOT_CHECKS = List(
    key="spot-checks",
    title="考核抽查",
    url="assessment:spot_checks",
    right=overseeing.OVERSEE,
    rows=spot_checks_visible_to,
    columns=(
        c.Show("name", "姓名", at="enrolment__physician__person__name", link=_record, fixed=True),
        c.Show("institution", "医疗卫生机构", at="enrolment__institution__name", width=34),
        c.Show("cycle", "考核周期", at=lambda row: str(row.enrolment.cycle), needs=("enrolment__cycle",), width=20),
        c.Tag("state", "抽查结论", tag=_finding, reads=("is_right",), sort=("is_right",)),
        c.Show("finding", "抽查情况", css="wrap", width=50),
        c.Show("drawn", "抽取方式", at=_drawn, needs=("draw",), css="wrap", width=50),
        c.Moment("checked_at", "抽查时间"),
        c.Show("checked_by", "抽查人", chosen=False),
    ),
    filters=(
        f.Name(of="enrolment__physician__person"),
        INSTITUTION,
        f.Where("state", "抽查结论", CHECKED),
    ),
    bulk=(
        Bulk(
            title="登记抽查情况",
            action=record_findings,
            right=overseeing.OVERSEE,
            form=FindingForm,
            tone="primary",
        ),
    ),
    order=("-pk",),
    cards=True,
    empty="还没有抽查。请在“医疗卫生机构”中按比例抽取，或在“查看考核进度”中指定。",
)


def _answer_by(row: Any) -> str:
    late = "（已逾期）" if following.is_overdue(row) else ""
    return f"{following.answer_by(row)}{late}" if row.state == Answer.WAITING else ""


REQUESTS = List(
    key="reconsiderations",
    title="复核申请",
    url="assessment:reconsiderations",
    right=following.RECONSIDER,
    rows=requests_visible_to,
    columns=(
        c.Show("name", "姓名", at="enrolment__physician__person__name", link=_record, fixed=True),
        c.Show("institution", "医疗卫生机构", at="enrolment__institution__name", width=34),
        c.Show("grounds", "复核理由", css="wrap", width=50),
        c.Moment("asked_at", "申请时间"),
        c.Show("answer_by", "应于此前答复", at=_answer_by, reads=("state", "asked_at"), width=22),
        c.Tag("state", "状态", labels=dict(Answer.choices), tones=ANSWER_TONES, sort=("state",)),
        c.Show("answer", "复核答复", css="wrap", width=50),
        c.Moment("answered_at", "答复时间"),
        c.Show("answered_by", "答复人", chosen=False),
    ),
    filters=(
        f.Name(of="enrolment__physician__person"),
        INSTITUTION,
        f.Exact("state", "状态", Answer.choices),
    ),
    bulk=(
        Bulk(title="答复", action=answer_reconsiderations, right=following.RECONSIDER, form=AnswerForm, tone="primary"),
    ),
    order=("-state", "asked_at", "pk"),
    cards=True,
    empty="没有医师申请复核。",
)
