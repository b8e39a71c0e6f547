"""How far a unit's intake has come: the drawn flow of REP-01, progress, to-dos, and the common situations."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.review.labels import reported_q, review_state_q

from .. import rules
from ..models import Training
from .records import intake_opening, intake_visible_to, intake_year


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


def progress_by_base(actor: Actor) -> list[dict[str, Any]]:
    """Base by base how many are reported, those behind first; for authorities (REP-42)."""
    return _progress(actor, "institution__name", "")


def _progress(actor: Actor, by: str, empty: str) -> list[dict[str, Any]]:
    rows = _slim(actor).order_by().values(by).annotate(all=Count("pk"), done=Count("pk", filter=reported_q()))
    found = [{"title": row[by] or empty, "all": row["all"], "done": row["done"]} for row in rows]
    return sorted(found, key=lambda row: (row["done"] / row["all"], -row["all"]))[:12]


def situations(actor: Actor) -> list[dict[str, str]]:
    """The common situations, and where each is solved (REP-01)."""
    intake = reverse("training:intake")
    return [
        {
            "title": "漏了人",
            "text": "上报时间内在“招收信息管理”重新导入漏报人员即可，已在名单中的人不受影响。",
            "url": intake,
            "link": "住院医师账号导入",
        },
        {
            "title": "导错了人",
            "text": "上报时间内、省级审核通过之前，在列表中点“删除”。已审核通过的不能删除。",
            "url": intake,
            "link": "招收信息管理",
        },
        {
            "title": "住院医师填错了",
            "text": "勾选后点“基本信息退回”并写明意见；本人修改后显示“已修改”，点击可逐项查看改了什么。",
            "url": intake,
            "link": "基本信息退回",
        },
        {
            "title": "省级退回了",
            "text": "打开详情查看退回意见和标注的字段，修改后重新上报。",
            "url": f"{intake}?reviewed=returned",
            "link": "查看退回修改的记录",
        },
        {
            "title": "转基地、转专业",
            "text": "同一人只能在一个基地在培。导入时会指出其所在基地和培训状态，请先与该基地核实；"
            "其退培或结业后即可导入，已填写的基本信息会沿用。",
            "url": intake,
            "link": "招收信息管理",
        },
        {
            "title": "登录不了",
            "text": "住院医师用证件号码登录；忘记密码可用手机验证码找回，也可由基地在列表中“重置密码”。",
            "url": intake,
            "link": "重置密码",
        },
    ]
