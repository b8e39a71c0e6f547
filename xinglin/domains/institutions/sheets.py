"""Bases, programmes and affiliate sites as workbooks, thousands at once (REP-43)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.sheets.sheet import Resolution, Sheet

from . import actions, rules
from .fields import AFFILIATION, DEPARTMENT_SHEET, HOSPITAL, PROGRAMME
from .models import Affiliation
from .queries import is_charged
from .queries.departments import STAFF, Departments, posts_of_row
from .queries.placing import Institutions, Programmes
from .queries.registering import Registry

Row = Mapping[str, Any]


def may_import(actor: Actor) -> str | None:
    """A province needs the nation's leave."""
    return rules.may_maintain(actor.unit, actor, is_charged(actor))


def resolve_hospitals(rows: Sequence[Row], *, by: Actor) -> Resolution:
    """Which stand already, and which may not be written."""
    rows = [{key: value for key, value in row.items() if value is not None} for row in rows]
    registry, resolution = Registry(rows, by), Resolution()
    for index, row in enumerate(rows):
        verdict = registry.judge(index, row)
        if verdict.refused:
            resolution.refused[index] = verdict.refused
        elif verdict.hospital:
            profile = {key: getattr(verdict.hospital, key) or None for key in ("credit_code", "level", "kind")}
            profile |= {key: getattr(verdict.hospital, key) or None for key in ("base_level", "base_code")}
            unit = verdict.hospital.unit
            profile |= {"name": unit.name, "short_name": unit.short_name, "is_military": verdict.hospital.is_military}
            resolution.existing[index] = profile
    return resolution


def resolve_programmes(rows: Sequence[Row], *, by: Actor) -> Resolution:
    """Which programmes stand already, with their capacity."""
    rows = [{key: value for key, value in row.items() if value is not None} for row in rows]
    places, resolution = Programmes(rows, by), Resolution()
    for index, row in enumerate(rows):
        unit, specialty, refused = places.judge(index, row)
        if refused:
            resolution.refused[index] = refused
        elif unit and specialty and (standing := places.standing.get((unit.pk, specialty.pk))):
            resolution.existing[index] = {"least": standing.least, "capacity": standing.capacity}
    return resolution


def resolve_affiliations(rows: Sequence[Row], *, by: Actor) -> Resolution:
    """Which affiliations stand already."""
    places, resolution = Institutions(rows, by, "base", "site"), Resolution()
    units = {each.unit_id for group in places.known.values() for each in group.values()}
    standing = set(Affiliation.objects.filter(base__in=units).values_list("base", "site"))
    for index, row in enumerate(rows):
        base, refused = places.find_own(row["base"], "base")
        site, unknown = places.find(row["site"], "site")
        if base is None or site is None:
            resolution.refused[index] = refused or unknown or ("", rules.ELSEWHERE)
        elif (base.unit_id, site.unit_id) in standing:
            resolution.existing[index] = {}
    return resolution


def resolve_departments(rows: Sequence[Row], *, by: Actor) -> Resolution:
    """Which departments stand already, and with whom."""
    known, resolution = Departments(rows, by), Resolution()
    keys = {role: key for key, role in STAFF.items()}
    for index, row in enumerate(rows):
        posts = posts_of_row(row)
        if why := known.why_not_row(row, posts):
            resolution.refused[index] = why
        elif unit := known.by_name.get(row["name"]):
            held = {post: (known.accounts.get(post.login, 0), unit.pk, post.role) in known.held for post in posts}
            resolution.existing[index] = {
                f"{keys[Role(post.role)]}_login": post.login if is_held else None for post, is_held in held.items()
            }
    return resolution


HOSPITALS = Sheet(
    key="hospitals",
    title="培训基地",
    columns=tuple(replace(f, required=False) if f.key == "province" else f for f in HOSPITAL),
    unique=("credit_code",),
    right=rules.MANAGE,
    may_import=may_import,
    resolve=resolve_hospitals,
    save=actions.import_hospitals,
    list_url="institutions:bases",
    notes=(
        "按统一社会信用代码（没有的按本省内的名称）找到已登记的机构并更新；没有的，新登记一家。",
        "信用代码相同而名称不同即为更名：旧名称保留，仍可查到；登录账号不变。",
        "填写了基地级别的新机构同时开通基地账号，以机构名称登录。",
        "空白单元格不改变已有内容。省级导入时省份可以不填。",
    ),
)

PROGRAMMES = Sheet(
    key="programmes",
    title="专业基地",
    columns=PROGRAMME,
    unique=(("institution", "specialty"),),
    right=rules.MANAGE,
    may_import=may_import,
    resolve=resolve_programmes,
    save=actions.import_programmes,
    list_url="institutions:programmes",
    notes=("已有的专业基地更新容量，没有的新增；空白单元格不改变已有内容。",),
)

AFFILIATIONS = Sheet(
    key="affiliations",
    title="协同单位",
    columns=AFFILIATION,
    unique=(("base", "site"),),
    right=rules.MANAGE,
    may_import=may_import,
    resolve=resolve_affiliations,
    save=actions.import_affiliations,
    list_url="institutions:affiliations",
    notes=("培训基地和协同单位都须已在“培训基地”中登记；协同单位可以在外省。",),
)

DEPARTMENTS = Sheet(
    key="departments",
    title="科室",
    columns=DEPARTMENT_SHEET,
    unique=("name",),
    right=rules.DEPARTMENTS,
    resolve=resolve_departments,
    save=actions.import_departments,
    list_url="institutions:departments",
    notes=(
        "本基地没有的科室，新增；已有的，添加所填的科主任、教学秘书，原有的不变。",
        "账号是本院已有的（如师资、住院医师的证件号码），直接给予身份；否则新开账号，"
        "初始密码 000000，首次登录须输入手机验证码。",
    ),
)
