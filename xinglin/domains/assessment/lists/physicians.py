"""医师列表 in its two tabs, and what came from the registry (ASM-10, ASM-11)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import Q
from django.urls import reverse

from xinglin.domains.reference.public import labels, options
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.accounts.rules import RESET_PASSWORDS
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import Bulk, Link, List, RowLink
from xinglin.engines.windows.queries import Opening

from .. import actions, rules, windows
from ..enums import Duty, Procedure, Progress, Source
from ..forms import DestinationForm
from ..loading.lines import TITLES
from ..models import FeedRun
from ..queries.cycles import current_cycle, institutions_under, opening_of, profile_of
from ..queries.physicians import (
    age_of,
    born_after_age,
    born_for_age,
    confirmed_visible_to,
    department_choices,
    feed_problems_visible_to,
    feed_runs_visible_to,
    feed_runs_with_problems,
    unconfirmed_visible_to,
)
from ..sheets import may_import

DUTY_TONES = {Duty.ON: "green", Duty.OFF: "orange", Duty.ENDED: "grey"}
OLDEST = 150
PROGRESS_TONES = {
    Progress.FILLING: "grey",
    Progress.RETURNED: "red",
    **dict.fromkeys((Progress.INSTITUTION, Progress.AGENCY, Progress.TEST), "blue"),
    Progress.RESIT: "orange",
    Progress.DONE: "green",
}


class Age(f.Range):
    """From one age to another, both included; asked of the day of birth, which has the index."""

    def condition(self, value: slice) -> Q:
        found = Q()
        if value.start is not None:
            found &= Q(**{f"{self.at}__lte": born_for_age(_age(value.start))})
        if value.stop is not None:
            found &= Q(**{f"{self.at}__gte": born_after_age(_age(value.stop))})
        return found


class OfInstitution(f.Contains):
    """Of institutions whose name holds these words. They are looked up first: so an index finds their physicians."""

    def condition(self, value: str) -> Q:
        named = Q(name__icontains=value) | Q(pinyin__icontains=value)
        here = Q(province=self.parent.actor.unit.province_id, kind=UnitKind.INSTITUTION)
        return Q(institution__in=list(Unit.objects.filter(named, here).values_list("pk", flat=True)))


INSTITUTION = OfInstitution("institution", "医疗卫生机构")


def _age(typed: Any) -> int:
    return max(0, min(int(typed), OLDEST))


def named(name: str) -> Callable[[], dict[str, str]]:
    """Labels of a code list, read when a page is made."""
    return lambda: labels(name)


def sees_many(actor: Actor) -> bool:
    """Are there several institutions under his unit?"""
    return actor.unit.institution_id is None


def person_columns(of: str, link: str) -> list[c.Column]:
    """What every list of physicians shows; `of` leads from the row to the physician («physician__»)."""

    def age(row: Any) -> int | None:
        return age_of(c.reader(f"{of}person__birth_date")(row))

    return [
        c.Serial(),
        c.Show("name", "姓名", at=f"{of}person__name", link=link, fixed=True, width=14),
        c.Show("department", "科室", at="department__name", sort=("department__name",)),
        c.Number("age", "年龄", at=age, reads=(f"{of}person__birth_date",), sort=(f"-{of}person__birth_date",)),
        c.Masked(
            "document_number",
            "证件号码",
            at=f"{of}person__document_masked",
            plain=f"{of}person__document_number",
            reveal=rules.VIEW if not of else None,
        ),
        c.Coded("category", "执业类别", named("practice_category")),
        c.Coded("grade", "医师级别", named("practice_grade")),
        c.Day("licensed_on", "执业证取得时间", at=f"{of}licensed_on"),
        c.Day("first_registered_on", "首次注册时间", at=f"{of}first_registered_on"),
        c.Show("institution", "医疗卫生机构", at="institution__name", chosen=sees_many, width=34),
    ]


def person_filters(of: str) -> list[f.Filter]:
    """科室, 姓名, 证件号码, 年龄, 首次注册时间."""
    return [
        f.Pick("department", "科室", choices_for=department_choices),
        f.Name(of=f"{of}person"),
        f.Document("document_number", "证件号码", column=f"{of}person__document"),
        Age("age", "年龄", at=f"{of}person__birth_date"),
        f.Days("first_registered_on", "首次注册时间", at=f"{of}first_registered_on"),
        f.Pick("category", "执业类别", lambda: options("practice_category")),
        f.Pick("grade", "医师级别", lambda: options("practice_grade")),
    ]


def enrolment_opening(actor: Actor) -> Opening | None:
    """The enrolment window of the current cycle."""
    cycle = current_cycle(actor.unit.province_id)
    return opening_of(windows.ENROLMENT, cycle, actor.unit) if cycle else None


def closed(actor: Actor) -> str | None:
    """Why nobody can be confirmed now."""
    opening, profile = enrolment_opening(actor), profile_of(actor)
    if opening is None:
        return rules.NO_CYCLE
    return opening.why_closed() or (None if profile and profile.confirmed_at else rules.NOT_CONFIRMED)


def reset_link(of: str = "") -> RowLink:
    """«重置密码» of a row from which `of` leads to the physician."""
    account = c.reader(f"{of}person__account_id")
    return RowLink(
        title="重置密码",
        url=lambda row: reverse("accounts:reset", args=[account(row)]) if account(row) else "",
        right=RESET_PASSWORDS,
        may=lambda row: None if account(row) else "该医师没有登录账号。",
    )


def sheet_page(name: str, key: str) -> Callable[[Actor], str]:
    """Where a sheet is imported («import»), and its template («template»)."""
    return lambda actor: reverse(f"sheets:{name}", args=[key])


UNCONFIRMED = List(
    key="physicians-unconfirmed",
    title="未确认参加",
    url="assessment:unconfirmed",
    right=rules.VIEW,
    rows=unconfirmed_visible_to,
    columns=(
        *person_columns("", "assessment:physician"),
        c.Tag("duty", "在岗情况", tag=lambda row: (Duty(row.duty).label, DUTY_TONES[row.duty]), reads=("duty",)),
        c.Coded("source", "来源", dict(Source.choices), chosen=False),
        c.Show("duty_reason", "离岗原因", chosen=False, width=30),
    ),
    filters=(
        *person_filters(""),
        f.Exact("duty", "在岗情况", [(Duty.ON, Duty.ON.label), (Duty.OFF, Duty.OFF.label)]),
        INSTITUTION,
    ),
    order=("-duty", "-pk"),
    opening=enrolment_opening,
    links=(
        Link(
            title="新增医师",
            url="assessment:physician_new",
            right=rules.ADD,
            why=may_import,
            tone="primary",
            icon="plus",
        ),
        Link(
            title="批量导入医师",
            url=sheet_page("import", "physicians"),
            right=rules.ADD,
            why=may_import,
            place="bar",
            icon="upload",
        ),
        Link(
            title="导入模板下载", url=sheet_page("template", "physicians"), right=rules.ADD, why=may_import, place="bar"
        ),
        Link(title="已确认参加", url="assessment:confirmed", right=rules.VIEW),
    ),
    bulk=(
        Bulk(
            title="批量参加",
            action=actions.confirm,
            right=rules.CONFIRM,
            why=closed,
            tone="primary",
            confirm="所选医师将参加本周期考核，此后可以登录填报。",
        ),
        Bulk(title="离岗", action=actions.go_off_duty, right=rules.CONFIRM, opinion="离岗原因"),
        Bulk(
            title="恢复在岗",
            action=actions.return_to_duty,
            right=rules.CONFIRM,
            confirm="所选医师恢复在岗，可以参加考核。",
        ),
        Bulk(
            title="批量重置密码",
            action=actions.reset_passwords,
            right=rules.RESET,
            confirm="密码将恢复为初始密码 666666，并退出其已登录的设备；本人须用手机验证码重新激活。",
        ),
        Bulk(
            title="变更主执业机构",
            action=actions.transfer_physicians,
            right=rules.MANAGE,
            why=may_import,
            form_for=lambda actor: partial(DestinationForm, institutions=institutions_under(actor)),
            confirm="所选医师转到该机构，由它确认参加考核。",
        ),
        Bulk(
            title="删除",
            action=actions.delete_physicians,
            right=rules.ADD,
            why=may_import,
            tone="danger",
            confirm="删除误新增的医师，其在本机构的医师身份同时取消；历史可查。",
        ),
    ),
    row_actions=(
        RowLink(title="查看", url="assessment:physician", right=rules.VIEW),
        Bulk(title="参加", action=actions.confirm, right=rules.CONFIRM, why=closed),
        RowLink(title="编辑", url="assessment:physician_edit", right=rules.ADD),
        reset_link(),
    ),
    cards=True,
    empty="没有未确认参加的医师。",
)

CONFIRMED = List(
    key="physicians-confirmed",
    title="已确认参加",
    url="assessment:confirmed",
    right=rules.VIEW,
    rows=confirmed_visible_to,
    columns=(
        *person_columns("physician__", "assessment:enrolled"),
        c.Coded("procedure", "考核程序", dict(Procedure.choices)),
        c.Tag("progress", "考核状态", labels=dict(Progress.choices), tones=PROGRESS_TONES, sort=("progress",)),
        c.Moment("confirmed_at", "确认参加时间", chosen=False),
        c.Show("confirmed_by", "确认人", chosen=False),
    ),
    filters=(
        *person_filters("physician__"),
        f.Exact("procedure", "考核程序", Procedure.choices),
        f.Exact("progress", "考核状态", Progress.choices),
        INSTITUTION,
    ),
    order=("-pk",),
    opening=enrolment_opening,
    links=(Link(title="未确认参加", url="assessment:unconfirmed", right=rules.VIEW),),
    bulk=(
        Bulk(
            title="取消参加",
            action=actions.cancel,
            right=rules.CONFIRM,
            tone="danger",
            confirm="所选医师将不参加本周期考核，已填写的内容一并清除。已提交报名的，须由卫生行政机构先退回。",
        ),
    ),
    row_actions=(
        RowLink(title="查看", url="assessment:enrolled", right=rules.VIEW),
        reset_link("physician__"),
    ),
    cards=True,
    empty="还没有医师确认参加。请在“未确认参加”中勾选医师，点“批量参加”。",
)


def _problems_of(run: FeedRun) -> str:
    return f"{reverse('assessment:feed_problems')}?run={run.pk}"


def _no_problems(run: FeedRun) -> str | None:
    return None if run.refused else "这次同步没有错误。"


FEED_RUNS = List(
    key="feed-runs",
    title="医师注册信息同步",
    url="assessment:feed",
    right=rules.FEED,
    rows=feed_runs_visible_to,
    columns=(
        c.Show("source", "来源", fixed=True, width=34),
        c.Moment("started_at", "开始时间"),
        c.Moment("finished_at", "完成时间"),
        c.Number("lines", "行数"),
        c.Number("added", "新增"),
        c.Number("changed", "变更"),
        c.Number("moved", "其中转入"),
        c.Number("unchanged", "无变化"),
        c.Number("refused", "错误"),
    ),
    row_actions=(RowLink(title="查看错误", url=_problems_of, right=rules.FEED, may=_no_problems),),
    links=(Link(title="同步错误", url="assessment:feed_problems", right=rules.FEED),),
    order=("-started_at", "-pk"),
    cards=True,
    empty="还没有同步过。与医师电子化注册系统对接后，医师的注册和变更在这里留有记录。",
)

FEED_PROBLEMS = List(
    key="feed-problems",
    title="同步错误",
    url="assessment:feed_problems",
    under="assessment:feed",
    right=rules.FEED,
    rows=feed_problems_visible_to,
    columns=(
        c.Number("line", "行号"),
        c.Show("registry_number", "注册系统编号", fixed=True, width=20),
        c.Coded("field", "字段", TITLES),
        c.Show("why", "原因", width=60, css="wrap"),
        c.Moment("at", "同步时间", at="run__started_at"),
        c.Show("source", "来源", at="run__source", chosen=False),
    ),
    filters=(
        f.Pick("run", "同步时间", choices_for=feed_runs_with_problems),
        f.Contains("registry_number", "注册系统编号"),
        f.Contains("why", "原因"),
    ),
    links=(Link(title="同步记录", url="assessment:feed", right=rules.FEED),),
    order=("-run__started_at", "-run_id", "line"),
    cards=True,
    empty="没有错误。",
)
