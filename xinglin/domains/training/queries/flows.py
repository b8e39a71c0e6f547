"""How far a unit's intake has come: the drawn flow of REP-01, progress, to-dos, and the common situations."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.remembering import is_of_a_minute, once_a_minute, once_a_page
from xinglin.engines.access.rights import Right
from xinglin.engines.review.labels import reported_q, review_state_q

from .. import rules
from ..models import Training
from .records import intake_opening, intake_visible_to, intake_year, managed_visible_to


@once_a_page
@once_a_minute
def counts_of(actor: Actor) -> dict[str, int]:
    """How many of this intake stand where; one statement."""
    return _slim(actor).aggregate(
        all=Count("pk"),
        personal=Count("pk", filter=Q(person__revision__gt=1)),
        training=Count("pk", filter=Q(specialty__isnull=False)),
        complete=Count("pk", filter=Q(completeness=100)),
        reported=Count("pk", filter=reported_q()),
        approved=Count("pk", filter=review_state_q("审核通过")),
        returned=Count("pk", filter=review_state_q("退回修改")),
        waiting=Count("pk", filter=review_state_q("待审核")),
        to_report=Count("pk", filter=Q(completeness=100) & ~reported_q() & ~review_state_q("退回修改")),
        corrected=Count("pk", filter=Q(personal_state="corrected")),
    )


def _slim(actor: Actor) -> "QuerySet[Training]":
    return intake_visible_to(actor).select_related(None)


def flow_of(actor: Actor) -> dict[str, Any]:
    """The steps with their counts; the first that is not finished is the current one."""
    counts = counts_of(actor)
    total = counts["all"]
    intake = reverse("training:intake")
    steps = [
        ("基地导入账号", f"{total} 人", "培训基地", intake, total > 0),
        ("住院医师填报", f"{counts['personal']} / {total}", "住院医师", intake, 0 < total <= counts["personal"]),
        ("基地补充培训信息", f"{counts['training']} / {total}", "培训基地", intake, 0 < total <= counts["training"]),
        (
            "检查并上报",
            f"{counts['reported']} / {total}",
            "培训基地",
            f"{intake}?reported=open",
            0 < total <= counts["reported"],
        ),
        (
            "省级审核",
            f"{counts['approved']} / {counts['reported']} 通过",
            "省级卫生健康委",
            _reviews(actor),
            0 < total <= counts["approved"],
        ),
    ]
    current = next((index for index, step in enumerate(steps) if not step[4]), len(steps))
    return {
        "year": intake_year(),
        "opening": intake_opening(actor),
        "of_a_minute": is_of_a_minute(actor),
        "steps": [
            {
                "title": title,
                "note": note,
                "who": who,
                "url": url,
                "state": "done" if index < current else "current" if index == current else "todo",
            }
            for index, (title, note, who, url, _) in enumerate(steps)
        ],
    }


def _reviews(actor: Actor) -> str:
    return reverse("training:reviews") if actor.may(rules.REVIEW) else f"{reverse('training:intake')}?reviewed=open"


def progress_by_specialty(actor: Actor) -> list[dict[str, Any]]:
    """Specialty by specialty how many are reported; for the home page of a base."""
    return _progress(actor, "specialty__name", "未填专业")


def _progress(actor: Actor, by: str, empty: str) -> list[dict[str, Any]]:
    rows = _slim(actor).order_by().values(by).annotate(all=Count("pk"), done=Count("pk", filter=reported_q()))
    found = [{"title": row[by] or empty, "all": row["all"], "done": row["done"]} for row in rows]
    return sorted(found, key=lambda row: (row["done"] / row["all"], -row["all"]))[:12]


def managed_flow_of(actor: Actor) -> dict[str, Any]:
    """The second part as a picture: a round that never ends, so a step is current while something waits there."""
    counts = managed_counts_of(actor)
    managed, imported = reverse("training:managed"), _sheet(actor, "late-accounts", rules.OPEN)
    again, returned = f"{managed}?reported=open", f"{managed}?reviewed=returned"
    steps = [
        ("补录漏报人员", f"{counts['late']} 人", "培训基地", imported or f"{managed}?is_late_entry=1", False),
        ("住院医师更新信息", f"{counts['all']} 人", "住院医师", managed, counts["returned_personal"] > 0),
        ("更新培训信息、变更状态", f"{counts['open']} 条未上报", "培训基地", again, counts["open"] > 0),
        ("重新上报", f"{counts['returned']} 条被退回", "培训基地", returned, counts["returned"] > 0),
        ("省级审核", f"{counts['waiting']} 条待审核", "省级卫生健康委", _managed_reviews(actor), counts["waiting"] > 0),
    ]
    return {
        "steps": [
            {"title": title, "note": note, "who": who, "url": url, "state": "current" if waits else "done"}
            for title, note, who, url, waits in steps
        ]
    }


@once_a_minute
def managed_counts_of(actor: Actor) -> dict[str, int]:
    """How many of earlier intakes stand where; one statement."""
    return (
        managed_visible_to(actor)
        .select_related(None)
        .aggregate(
            all=Count("pk"),
            late=Count("pk", filter=Q(is_late_entry=True)),
            open=Count("pk", filter=~reported_q()),
            returned_personal=Count("pk", filter=Q(personal_state="returned")),
            returned=Count("pk", filter=review_state_q("退回修改")),
            waiting=Count("pk", filter=review_state_q("待审核")),
        )
    )


def _managed_reviews(actor: Actor) -> str:
    waiting = "?reviewed=open"
    name = "managed_reviews" if actor.may(rules.REVIEW) else "managed"
    return f"{reverse(f'training:{name}')}{waiting}"


def _sheet(actor: Actor, key: str, right: Right) -> str:
    """Where a workbook is imported, for who may."""
    return reverse("sheets:import", args=[key]) if actor.may(right) else ""


def situations(actor: Actor) -> list[dict[str, Any]]:
    """The common situations in both parts, and where each is solved (REP-01)."""
    intake, managed = reverse("training:intake"), reverse("training:managed")
    accounts, late = _sheet(actor, "resident-accounts", rules.OPEN), _sheet(actor, "late-accounts", rules.OPEN)
    log_ins = reverse("training:accounts") if actor.may(rules.ACCOUNTS) else managed
    taking = [("新基地接收", reverse("status:transfers"))] if actor.may(rules.OPEN) else []
    told = [
        (
            "漏报了住院医师",
            "招收信息上报时间内，在“招收信息管理”再次导入漏报人员即可，已在名单中的人不受影响；"
            "上报时间结束后，在“住院医师信息管理”导入漏报住院医师账号。",
            [
                ("住院医师账号导入", accounts) if accounts else ("招收信息管理", intake),
                ("漏报住院医师账号导入", late) if late else ("住院医师信息管理", managed),
            ],
        ),
        (
            "导错了人",
            "省级审核通过之前，在列表中点“删除”；往年招收的须填写删除原因。审核通过过的不能删除，不再培训的办理退培。",
            [("招收信息管理", intake), ("住院医师信息管理", managed)],
        ),
        (
            "住院医师填错了",
            "勾选后点“基本信息退回”并写明意见；本人修改后显示“已修改”，点击可逐项查看改了什么。",
            [("招收信息管理", intake), ("住院医师信息管理", managed)],
        ),
        (
            "省级退回了",
            "打开详情查看退回意见和标注的字段，修改后重新上报。",
            [("招收退回", f"{intake}?reviewed=returned"), ("往年退回", f"{managed}?reviewed=returned")],
        ),
        (
            "转培训基地",
            "原基地将培训状态变更为“退培”，原因选“转培训基地”，上报并经省级审核；新基地接收后形成新的培训记录，"
            "已填写的个人信息会沿用。",
            [("原基地办理", managed), *taking],
        ),
        (
            "转培训专业",
            "同一基地内转专业也是先退培、再添加：在住院医师的培训状态中选“转培训专业”，系统一次办完，形成新的培训记录。",
            [("住院医师信息管理", managed)],
        ),
        (
            "延期、暂停后回来了",
            "须及时改回“在培”并上报，否则不能参加结业考核。",
            [("延期、暂停、结束的人员", f"{managed}?status=extended&status=suspended&status=ended")],
        ),
        (
            "登录不了",
            "住院医师用证件号码登录；忘记密码可用手机验证码找回，也可由基地“重置密码”，连续输错被锁定的重置后即可登录。",
            [("住院医师账户管理" if actor.may(rules.ACCOUNTS) else "住院医师信息管理", log_ins)],
        ),
    ]
    return [{"title": title, "text": text, "links": links} for title, text, links in told]
