"""Gathering what is stored about whoever is signed in, and who looked at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.timezone import localtime

from xinglin.domains.assessment.public import assessment_keys_about, assessment_sections_about
from xinglin.domains.faculty.public import teaching_keys_about, teaching_sections_about
from xinglin.domains.recruitment.public import application_keys_about, application_sections_about
from xinglin.domains.training.public import keys_about, sections_about
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.models import Account
from xinglin.engines.files.kinds import FILE_KINDS
from xinglin.engines.files.models import Upload
from xinglin.engines.history.models import AuditEntry
from xinglin.engines.notices.queries import notices_visible_to

# Each tells what its domain keeps of whom the actor is at present.
SECTIONS = (sections_about, application_sections_about, assessment_sections_about, teaching_sections_about)
KEYS = (keys_about, application_keys_about, assessment_keys_about, teaching_keys_about)
SHOWN = 50  # of log-ins, looks and messages on the page; the files have all
DOORS = ("accounts.logged_in", "accounts.login_failed", "accounts.login_refused", "accounts.logged_out")


@dataclass(frozen=True)
class Line:
    """One fact: `shown` as on pages, masked where sensitive; `whole` for the owner's own files; `url` of an upload."""

    title: str
    shown: str
    whole: Any
    url: str = ""


@dataclass(frozen=True)
class Group:
    """Facts of one kind."""

    title: str
    lines: Sequence[Line]


def groups_of(actor: Actor) -> list[Group]:
    """Identity, education, certificates; trainings, applications, assessments or teaching; account, files."""
    found = []
    for section in (section for told in SECTIONS for section in told(actor)):
        lines = []
        for answer in section["fields"]:
            is_file = bool(answer.get("upload") and answer["value"])
            shown = "有文件" if is_file else answer["shown"]
            whole = answer["value"] if answer.get("sensitive") else shown
            url = reverse("files:read", args=[answer["value"]]) if is_file else ""
            lines.append(Line(answer["title"].removeprefix(f"<{section['title']}>"), shown, whole, url))
        found.append(Group(section["title"], lines))
    return [*found, _account(actor), _files(actor)]


def _account(actor: Actor) -> Group:
    account = Account.objects.get(pk=actor.account_id or 0)
    roles = "；".join(f"{each.unit} · {Role(each.role).label}" for each in account.memberships.select_related("unit"))
    pairs = {
        "名称": account.name,
        "账号": account.login_masked,
        "类别": account.get_kind_display(),
        "开户时间": moment(account.created_at),
        "激活时间": moment(account.activated_at),
        "密码修改时间": moment(account.password_changed_at),
        "身份": roles,
    }
    lines = [Line(title, value, value) for title, value in pairs.items()]
    return Group("账号", [*lines, Line("手机号码", account.mobile_masked, account.mobile or "")])


def _files(actor: Actor) -> Group:
    mine = Upload._base_manager.filter(account=actor.account_id).order_by("-created_at")
    kinds = {key: kind.title for key, kind in FILE_KINDS.items()}
    return Group(
        "上传的文件",
        [
            Line(f"{kinds.get(file.kind, file.kind)}（{moment(file.created_at)}）", file.name, file.name)
            for file in mine
        ],
    )


def logins_of(actor: Actor) -> "QuerySet[AuditEntry]":
    """Log-ins with this account, also those that failed, the newest first."""
    return AuditEntry.objects.filter(account_id=actor.account_id or 0, action__in=DOORS).order_by("-at", "-pk")


def looks_at(actor: Actor) -> "QuerySet[AuditEntry]":
    """Who saw one's information: pages opened, numbers revealed, lists exported; the newest first. Not oneself."""
    about = {"accounts.account": [actor.account_id or 0]} | {k: v for told in KEYS for k, v in told(actor).items()}
    subjects = Q()
    for label, keys in about.items():
        subjects |= Q(subject=label, subject_ids__overlap=keys)
    everything = sorted({key for keys in about.values() for key in keys})
    looks = AuditEntry.objects.filter(subjects, is_look=True, subject_ids__overlap=everything)
    return looks.exclude(account_id=actor.account_id).order_by("-at", "-pk")


def role_of(entry: AuditEntry) -> str:
    """The looker's role in words."""
    return Role(entry.role).label if entry.role in Role.values else "系统"


def everything(actor: Actor) -> dict[str, Any]:
    """The whole, unmasked, for the owner to take along."""
    return {
        "生成时间": moment(localtime()),
        "信息": {
            group.title: [{"项目": line.title, "内容": line.whole} for line in group.lines]
            for group in groups_of(actor)
        },
        "登录记录": [
            {
                "时间": moment(each.at),
                "操作": each.title,
                "结果": "成功" if each.succeeded else "失败",
                "网络地址": each.address,
            }
            for each in logins_of(actor)
        ],
        "查看记录": [
            {
                "时间": moment(each.at),
                "单位": each.unit_name,
                "查看人": each.account_name,
                "身份": role_of(each),
                "方式": each.title,
                "理由": each.reason,
            }
            for each in looks_at(actor)
        ],
        "消息": [
            {"时间": moment(each.created_at), "标题": each.title, "内容": each.body, "发送单位": each.sender}
            for each in notices_visible_to(actor)
        ],
    }


def moment(at: Any) -> str:
    """2026-11-20 08:30"""
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else ""
