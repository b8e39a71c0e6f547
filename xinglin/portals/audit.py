"""«操作日志»: what the auditor reads, filters and exports (PLT-101)."""

from django.db.models import QuerySet

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
RESULTS = {True: ("成功", "green"), False: ("失败", "red")}
SOURCES = {
    "form": "页面",
    "bulk": "批量办理",
    "sheet": "表格导入",
    "api": "接口",
    "command": "命令行",
    "reaction": "自动",
}


def entries_visible_to(actor: Actor) -> "QuerySet[AuditEntry]":
    """The whole log for the nation's auditor; another's own unit's entries."""
    if not actor.may(READ_AUDIT):
        return AuditEntry.objects.none()
    return (
        AuditEntry.objects.all() if actor.unit.parent_id is None else AuditEntry.objects.filter(unit_id=actor.unit_id)
    )


def _titles() -> list[tuple[str, str]]:
    return sorted((key, action.title) for key, action in actions().items())


def _role(entry: AuditEntry) -> str:
    return Role(entry.role).label if entry.role in Role.values else "系统"


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
        c.Show("action", "代码", chosen=False, width=30),
    ),
    filters=(
        f.Days("at", "时间"),
        f.Pick("action", "操作", _titles),
        f.Contains("account_name", "操作人"),
        f.Exact("succeeded", "结果", [("True", "成功"), ("False", "失败")]),
        f.Contains("unit_name", "单位"),
        f.Exact("source", "途径", list(SOURCES.items())),
    ),
    order=("-at",),
    empty="还没有操作记录。",
)
MenuItem(title="操作日志", url="portals:audit", rights=[READ_AUDIT], section="安全审计", icon="history", order=90)
