"""Who can log in to the demonstration: every organisation under its own name, and single people for the other roles."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.hashers import make_password

from xinglin.demo import serial_numbers
from xinglin.demo.cohorts import FLAGSHIP, NEXT_DOOR, SHOWN_RESIDENTS
from xinglin.demo.founding import NATION, Places
from xinglin.domains.people.public import Person
from xinglin.domains.ratings.public import Given, Result
from xinglin.domains.rotation.public import Stay
from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import Actor, actor_of, system_actor
from xinglin.engines.access.models import Membership, Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import NewAccount, open_accounts
from xinglin.engines.accounts.models import Account, AccountKind
from xinglin.engines.secrets.kinds import blind_index
from xinglin.kit import calendar

PASSWORD = "Xinglin@2026"  # noqa: S105 -- printed for whoever tries the demonstration
INITIAL_PASSWORD = "000000"  # noqa: S105 -- everybody knows it (PLT-12)
MEDICINE = "0100"
CITY = ("440000", "广州市")
FAR = "中山大学附属第一医院"
AUTHORITY = "卫生健康委员会"
ASSESSED = ("海淀区示例医院", "朝阳区示例社区卫生服务中心")  # the second has not confirmed its information yet
ASSESSING = "北京大学第三医院"
# Serials in demo/recruitment: applying.py, running.py.
SHOWN_APPLICANTS = {"两个录取结果待接受": 770_000, "报名还没有提交": 770_025, "匹配录取结果已公布": 765_000}
DEPARTMENT_STAFF = (  # of 心血管内科 at the flagship: log-in, role, name
    ("xnk_zhuren", Role.DEPARTMENT_HEAD, "钟离昀"),
    ("xnk_mishu", Role.TEACHING_SECRETARY, "闻人岚"),
)
OF_PROVINCE = (Role.PROVINCE_ADMIN, Role.PROVINCE_REVIEWER)  # its own account does both, by «切换身份»


@dataclass(frozen=True)
class Operator:
    """Somebody's account for one role at one unit."""

    login: str
    name: str
    role: Role
    unit: Unit


@dataclass(frozen=True)
class LogIn:
    """A line of the table."""

    role: str
    unit: str
    login: str
    password: str = PASSWORD


def open_log_ins(places: Places) -> None:
    """Accounts of all authorities and hospitals, and one person for each role that is not an organisation's."""
    system = system_actor("示例数据")
    organisations = [(NATION, Role.NATION_ADMIN, places.nation)]
    for unit in places.provinces.values():
        organisations += [(f"{unit.name}{AUTHORITY}", role, unit) for role in OF_PROVINCE]
    city = places.cities[CITY]
    organisations += [(f"{city.name}{AUTHORITY}", Role.CITY_ADMIN, city)]
    organisations += [(name, Role.BASE_ADMIN, unit) for name, unit in places.hospitals.items()]
    accounts = [_organisation(name) for name, _, _ in organisations]
    operators = _operators(places)
    accounts += [_operator(operator) for operator in operators]
    ids = open_accounts(accounts, by=system).ids
    roles = [(role, unit) for _, role, unit in organisations] + [(o.role, o.unit) for o in operators]
    grant([NewMembership(pk, unit.pk, role) for pk, (role, unit) in zip(ids, roles, strict=True)], by=system)


def open_organisations(organisations: Sequence[tuple[str, Role, Unit]]) -> None:
    """Accounts under their names with the printed password: (name, role, unit)."""
    system = system_actor("示例数据")
    ids = open_accounts([_organisation(name) for name, _, _ in organisations], by=system).ids
    grant([NewMembership(pk, unit.pk, role) for pk, (_, role, unit) in zip(ids, organisations, strict=True)], by=system)


def _organisation(name: str) -> NewAccount:
    return NewAccount(name, name, name, kind=AccountKind.ORGANISATION, password=hashed())


def _operator(new: Operator) -> NewAccount:
    return NewAccount(new.login, new.login, new.name, kind=AccountKind.OPERATOR, password=hashed())


def _operators(places: Places) -> list[Operator]:
    flagship = places.hospitals[FLAGSHIP]
    programme = Unit.objects.get(kind=UnitKind.SPECIALTY_BASE, institution=flagship, code=MEDICINE)
    province, far = places.provinces["110000"], places.provinces["440000"]
    return [
        Operator("国家审核员", "顾明澈", Role.NATION_REVIEWER, places.nation),
        Operator("北京审核员", "周知远", Role.PROVINCE_REVIEWER, province),
        Operator("广东审核员", "段若溪", Role.PROVINCE_REVIEWER, far),
        Operator("内科主任", "欧阳景行", Role.DEPARTMENT_HEAD, programme),
        Operator("内科教学秘书", "沈微之", Role.TEACHING_SECRETARY, programme),
        Operator("系统管理员", "何思齐", Role.SYSTEM_ADMIN, places.nation),
        Operator("安全管理员", "白鹿", Role.SECURITY_ADMIN, places.nation),
        Operator("审计管理员", "林清和", Role.AUDITOR, places.nation),
    ]


@cache
def hashed() -> str:
    """PASSWORD hashed once for all accounts."""
    return make_password(PASSWORD)


def actors(role: Role, units: Iterable[Unit]) -> dict[int, Actor]:
    """Unit key → its account in this role; where an organisation and a person hold it, the person."""
    held = Membership.objects.filter(role=role, unit__in=list(units)).select_related("unit", "account").order_by("pk")
    return {membership.unit_id: actor_of(membership) for membership in held}


def log_ins() -> list[LogIn]:
    """Every line of the table whose account stands in this database."""
    beijing, guangdong = f"北京市{AUTHORITY}", f"广东省{AUTHORITY}"
    lines = [
        LogIn("国家管理员", NATION, NATION),
        LogIn("国家审核员", NATION, "国家审核员"),
        LogIn("省级管理员", "北京市", beijing),
        LogIn("省级审核员", "北京市", "北京审核员"),
        LogIn("省级管理员", "广东省", guangdong),
        LogIn("省级审核员", "广东省", "广东审核员"),
        LogIn("市级管理员", CITY[1], f"{CITY[1]}{AUTHORITY}"),
        LogIn("教学部", FLAGSHIP, FLAGSHIP),
        LogIn("教学部（同省另一家）", NEXT_DOOR, NEXT_DOOR),
        LogIn("教学部（外省）", FAR, FAR),
        LogIn("科主任", f"{FLAGSHIP} 内科", "内科主任"),
        LogIn("教学秘书", f"{FLAGSHIP} 内科", "内科教学秘书"),
        *(LogIn(Role(role).label, f"{FLAGSHIP} 心血管内科", login) for login, role, _ in DEPARTMENT_STAFF),
        *_supervisors(),
        *_residents(),
        *_rating(),
        *_applicants(),
        *_assessed(),
        LogIn("系统管理员", NATION, "系统管理员"),
        LogIn("安全管理员", NATION, "安全管理员"),
        LogIn("审计管理员", NATION, "审计管理员"),
    ]
    return [line for line in lines if Account.objects.by_login(line.login)]


def _supervisors() -> list[LogIn]:
    """The first, who is appointed, one whom residents have rated, and the last, who has filled in nothing yet."""
    held = Membership.objects.filter(role=Role.SUPERVISOR, unit__name=FLAGSHIP).select_related("account__person")
    rated = Result._base_manager.values("supervisor__person__account")
    found = {
        "聘任中": held.order_by("pk").first(),
        "有评价结果": held.filter(account__in=rated).order_by("pk").first(),
        "待填写信息": held.order_by("pk").last(),
    }
    lines = {title: each.account.person.document_number for title, each in found.items() if each}
    return [LogIn(f"带教老师（{title}）", FLAGSHIP, login) for title, login in lines.items()]


def _residents() -> list[LogIn]:
    """Residents of the flagship, found by their mobile numbers, which follow from their serials."""
    lines = []
    for title, serial in SHOWN_RESIDENTS.items():
        index = blind_index(serial_numbers.mobile(serial), "mobile")
        person = Person.objects.filter(mobile_index=index).select_related("account").first()
        if person and person.account:
            password = PASSWORD if person.account.is_activated else INITIAL_PASSWORD
            lines.append(LogIn(f"住院医师（{title}）", FLAGSHIP, person.document_number, password))
    return lines


def _rating() -> list[LogIn]:
    """A resident who has left a department this year and may rate whoever taught him there."""
    rows = Stay._base_manager.filter(
        left_on__year=calendar.today().year,
        stint__teaching__isnull=False,
        stint__department__institution__name=FLAGSHIP,
    )
    stay = rows.exclude(pk__in=Given._base_manager.values("pk")).order_by("pk").first()
    number = stay.stint.resident.training.person.document_number if stay else ""
    return [LogIn("住院医师（待评价带教老师）", FLAGSHIP, number)] if number else []


def _applicants() -> list[LogIn]:
    """Applicants, found likewise."""
    lines = []
    for title, serial in SHOWN_APPLICANTS.items():
        index = blind_index(serial_numbers.mobile(serial), "mobile")
        if person := Person.objects.filter(mobile_index=index).first():
            lines.append(LogIn(f"报名人员（{title}）", NATION, person.document_number))
    return lines


def _assessed() -> list[LogIn]:
    """Institutions of the periodic assessment, its agency, and the physician who has set his password."""
    lines = [LogIn("医疗卫生机构（定期考核）", name, name) for name in ASSESSED]
    lines.append(LogIn("考核机构（“切换身份”）", ASSESSING, ASSESSING))
    held = Membership.objects.filter(role=Role.PHYSICIAN, unit__name=ASSESSED[0]).exclude(account__password="")
    first = held.select_related("account__person").order_by("pk").first()
    if first:
        lines.append(LogIn("医师", ASSESSED[0], first.account.person.document_number))
    return lines


def table() -> str:
    """The log-ins as aligned text, Chinese characters two columns wide; "" where the demonstration is not loaded."""
    lines = log_ins()
    if not lines:
        return ""
    heading = LogIn("身份", "单位", "账号", "密码")
    rows = [(line.role, line.unit, line.login, line.password) for line in (heading, *lines)]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
