"""«操作日志»: what the auditor reads, filters and exports (PLT-101)."""

from django import forms
from django.db.models import Q, QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import MenuItem
from xinglin.engines.access.rights import right
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import actions
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import List

READ_AUDIT = right("audit.read", "查看操作日志", Role.AUDITOR)
SHOWN_SUBJECTS = 20
RESULTS = {True: ("成功", "green"), False: ("失败", "red")}
SOURCES = {
    "form": "页面",
    "bulk": "批量办理",
    "sheet": "表格导入",
    "api": "接口",
    "command": "命令行",
    "reaction": "自动",
    "job": "后台",
}


# What is noted beside the declared actions, since it writes nothing else.
NOTED = {
    "accounts.logged_in": "登录",
    "accounts.login_failed": "登录失败",
    "accounts.login_refused": "登录被拒绝",
    "accounts.logged_out": "退出登录",
    "access.identity_switched": "切换身份",
    "history.looked": "查看记录",
    "history.proved": "历史完整性检查结果",
    "history.entries_dropped": "清理到期的操作日志",
    "lists.exported": "导出列表",
    "people.own_data_downloaded": "下载我的数据",
    "sheets.imported": "导入表格",
    "sheets.file_downloaded": "下载导入文件",
    "statistics.exported": "导出统计",
}


def entries_visible_to(actor: Actor) -> "QuerySet[AuditEntry]":
    """The whole log for the nation's auditor; another's own unit's entries."""
    if not actor.may(READ_AUDIT):
        return AuditEntry.objects.none()
    return (
        AuditEntry.objects.all() if actor.unit.parent_id is None else AuditEntry.objects.filter(unit_id=actor.unit_id)
    )


def _titles() -> list[tuple[str, str]]:
    declared = {key: action.title for key, action in actions().items()}
    return sorted({**declared, **NOTED}.items(), key=lambda pair: pair[1])


def _subjects(entry: AuditEntry) -> str:
    shown = "、".join(str(key) for key in entry.subject_ids[:SHOWN_SUBJECTS])
    return f"{shown} 等 {len(entry.subject_ids)} 个" if len(entry.subject_ids) > SHOWN_SUBJECTS else shown


def _role(entry: AuditEntry) -> str:
    return Role(entry.role).label if entry.role in Role.values else "系统"


SUBJECTS = {
    "training.training": "培训记录",
    "people.person": "人员",
    "people.correction": "更正申请",
    "accounts.account": "账号",
    "access.unit": "单位",
    "access.membership": "身份",
    "windows.window": "时间安排",
    "windows.windowextension": "时间延长",
    "sheets.importrun": "导入记录",
    "history.auditentry": "操作日志",
}


class SubjectNumber(f.Filter):
    """Entries about the record of this number."""

    @property
    def field(self) -> forms.Field:
        """A number."""
        return forms.IntegerField(label=self.label, required=False, min_value=1)

    def condition(self, value: int) -> Q:
        return Q(subject_ids__contains=[value])


AUDIT = List(
    key="audit",
    title="操作日志",
    url="portals:audit",
    right=READ_AUDIT,
    rows=entries_visible_to,
    columns=(
        c.Moment("at", "时间"),
        c.Show("title", "操作", fixed=True, width=24),
        c.Tag("succeeded", "结果", tag=lambda entry: RESULTS[entry.succeeded]),
        c.Show("account_name", "操作人", width=24),
        c.Show("role", "身份", at=_role),
        c.Show("unit_name", "单位", width=30),
        c.Number("done", "成功数"),
        c.Number("refused", "未办数"),
        c.Show("reason", "理由", width=40),
        c.Coded("source", "途径", SOURCES),
        c.Show("address", "网络地址", width=20),
        c.Coded("subject", "对象类别", SUBJECTS, chosen=False),
        c.Show("subject_ids", "对象编号", at=_subjects, chosen=False, width=30),
        c.Show("action", "代码", chosen=False, width=30),
    ),
    filters=(
        f.Days("at", "时间"),
        f.Pick("action", "操作", _titles),
        f.Contains("account_name", "操作人"),
        f.Exact("succeeded", "结果", [("True", "成功"), ("False", "失败")]),
        f.Contains("unit_name", "单位"),
        f.Contains("address", "网络地址"),
        f.Exact("source", "途径", list(SOURCES.items())),
        f.Pick("subject", "对象类别", list(SUBJECTS.items())),
        SubjectNumber("subject_id", "对象编号"),
        f.YesNo("is_look", "查看个人信息"),
    ),
    order=("-at",),
    first_filters=3,  # the days take the width of two
    empty="还没有操作记录。",
)
MenuItem(title="操作日志", url="portals:audit", rights=[READ_AUDIT], section="安全审计", icon="history", order=90)
