"""May this role be given, lent, narrowed or taken away?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from xinglin.engines.history.author import Author
from xinglin.kit.calendar import last_day

from .actor import Actor
from .models import Membership, Unit, UnitKind, in_force
from .rights import RIGHTS, Right, right
from .roles import CITY, COUNTY, PERSONAL, PROVINCE, SEPARATED, Role

_STAFF = frozenset({Role.DEPARTMENT_HEAD, Role.TEACHING_SECRETARY, Role.SUPERVISOR})
_INSTITUTIONS = frozenset({Role.BASE_ADMIN, Role.INSTITUTION_ADMIN, Role.AGENCY_ADMIN})
_BASE = PERSONAL | _STAFF
_COUNTY = _INSTITUTIONS | _BASE | {Role.INVIGILATOR, Role.COUNTY_REVIEWER}
_CITY = _COUNTY | COUNTY | {Role.CITY_REVIEWER}
_PROVINCE = _CITY | CITY | {Role.PROVINCE_REVIEWER, Role.QUESTION_EDITOR}
# Which roles each role looks after, as far as they lie under its unit: it may give them (PLT-02) and reset their
# passwords (PLT-14).
MANAGES: dict[str, frozenset[Role]] = {
    Role.NATION_ADMIN: _PROVINCE | PROVINCE | {Role.NATION_REVIEWER},
    Role.PROVINCE_ADMIN: _PROVINCE,
    Role.CITY_ADMIN: _CITY,
    Role.COUNTY_ADMIN: _COUNTY,
    Role.BASE_ADMIN: _BASE,
    Role.INSTITUTION_ADMIN: _BASE | {Role.INVIGILATOR},
    Role.AGENCY_ADMIN: frozenset({Role.INVIGILATOR}),
}
OPERATORS = right("access.operators", "操作员管理", frozenset(map(Role, MANAGES)))
LONGEST_LOAN = timedelta(days=366)
FOUNDERS = ("system", Role.NATION_ADMIN)  # who may add any units to the tree
_OF_PROVINCES = (UnitKind.INSTITUTION, UnitKind.SPECIALTY_BASE)


def may_grant(wanted: Sequence[Any], by: Actor) -> dict[int, str]:
    """Index → why not. Only roles that the actor looks after (the three separated ones: the security administrator),
    only at his unit or below it (PLT-04), and no two of the three in one hand (PLT-03, GB/T 22239).
    """
    beyond, held = _beyond({new.unit_id for new in wanted}, by), _separated_roles(wanted)
    reasons = {}
    for index, new in enumerate(wanted):
        if not by.is_system and new.role not in _in_his_gift(by):
            reasons[index] = f"您当前的身份不能授予“{Role(new.role).label}”身份，请切换身份，或由其上级单位办理。"
        elif new.unit_id in beyond:
            reasons[index] = "该单位不在您的管理范围内，不能在该单位授予身份，请由其上级单位办理。"
        elif new.role not in SEPARATED:
            continue
        elif others := held[new.account_id] - {new.role}:
            other = Role(next(iter(others))).label
            reasons[index] = f"该账号已是{other}，系统管理员、安全管理员、审计管理员须由不同账号担任，请另选账号。"
        else:
            held[new.account_id].add(new.role)
    return reasons


def lendable(by: Actor) -> list[Right]:
    """What the actor may pass on: what he holds himself, but never the passing on (PLT-05)."""
    return [each for each in RIGHTS.values() if each is not OPERATORS and by.may(each)]


def why_not_rights(keys: Iterable[str], by: Actor) -> str | None:
    """Why these rights cannot be passed on, or None. Nobody gives what he does not hold."""
    wanted, held = set(keys), {each.key for each in lendable(by)}
    if not wanted:
        return "请至少勾选一项权限。"
    if wanted - held:
        names = "、".join(sorted(RIGHTS[key].title if key in RIGHTS else key for key in wanted - held))
        return f"您当前的身份没有“{names}”权限，不能授予他人，请取消勾选。"
    return None


def why_not_term(starts_at: datetime, ends_at: datetime | None) -> str | None:
    """Why the time makes no sense, or None. Without an end it lasts until it is ended."""
    if ends_at and ends_at <= timezone.now():
        return "结束日期已经过去，请填写今天或以后的日期。"
    if ends_at and ends_at <= starts_at:
        return "结束日期早于开始日期，请修改。"
    return None


def may_lend(loans: Sequence[Any], by: Actor) -> dict[int, str]:
    """Index → why not. A role is lent to a person of one's own charge, for a time, with rights that one holds."""
    accounts = {loan.account_id for loan in loans}
    near = _kinds_under(accounts, by)
    now = timezone.now()
    rows = Membership.objects.filter(in_force(now), account__in=accounts, unit=by.unit_id, role=by.role)
    lent = {
        held.account_id: f"已出借给此账号，至 {last_day(held.ends_at)}"
        for held in rows
        if held.lent_by_id and held.ends_at
    }
    lent |= {held.account_id: "此账号本来就有" for held in rows if held.rights is None}
    reasons = {}
    for index, loan in enumerate(loans):
        if why := _why_not_loan(loan, near.get(loan.account_id), lent.get(loan.account_id), by):
            reasons[index] = why
    return reasons


def _why_has_it(held: Membership) -> str:
    return f"已出借给此账号，至 {last_day(held.ends_at)}" if held.lent_by_id and held.ends_at else "此账号本来就有"


def _why_not_loan(loan: Any, kind: str | None, has_it: str | None, by: Actor) -> str | None:
    if kind is None:
        return "在您的管理范围内没有找到这个账号，请核对账号；对方须先在本单位或下级单位有身份。"
    if loan.account_id == by.account_id:
        return "不能把身份出借给自己，请填写他人的账号。"
    if kind == "organisation":
        return "身份只能出借给个人或操作员，不能出借给单位账号，请另填账号。"
    if has_it:
        return f"该身份{has_it}，不需要再出借。"
    if loan.ends_at - loan.starts_at > LONGEST_LOAN:
        return "出借期限最长一年，请缩短。"
    return why_not_term(loan.starts_at, loan.ends_at) or why_not_rights(loan.rights, by)


def _kinds_under(accounts: set[int], by: Actor) -> dict[int, str]:
    """Account → its kind, of those that act, not merely as persons of record, at the actor's unit or below it."""
    held = Membership.objects.filter(
        in_force(timezone.now()),
        account__in=accounts,
        account__is_active=True,
        unit__path__startswith=by.unit.path or "-",
    )
    of_record = PERSONAL - {Role.SUPERVISOR}  # who is on the hospital's staff
    return dict(held.exclude(role__in=of_record).values_list("account_id", "account__kind"))


def why_not_change(membership: Membership, ends_at: datetime | None) -> str | None:
    """Why an identity cannot have this end, or None; what was lent keeps having one."""
    if membership.lent_by_id and ends_at is None:
        return "出借的身份须有结束日期，请填写。"
    if membership.lent_by_id and ends_at and ends_at - membership.starts_at > LONGEST_LOAN:
        return "出借期限最长一年，请缩短。"
    return why_not_term(membership.starts_at, ends_at)


def may_suspend(membership: Membership) -> str | None:
    """Only what is in force or still to come."""
    if has_ended(membership):
        return "该身份已经结束，不需要停用。"
    return "该身份已经停用。" if membership.suspended_at else None


def may_resume(membership: Membership) -> str | None:
    """Only what was suspended and has not run out meanwhile."""
    if has_ended(membership):
        return "该身份已经结束，不能启用；需要时请重新设置期限。"
    return None if membership.suspended_at else "该身份没有停用。"


def may_end(membership: Membership) -> str | None:
    """Only what has not run out."""
    return "该身份已经结束。" if has_ended(membership) else None


def has_ended(membership: Membership) -> bool:
    """Is its term over?"""
    return membership.ends_at is not None and membership.ends_at <= timezone.now()


def _in_his_gift(by: Actor) -> frozenset[Role]:
    return SEPARATED if by.role == Role.SECURITY_ADMIN else MANAGES.get(by.role, frozenset())


def may_found(units: Sequence[Any], by: Author) -> str | None:
    """May units be added to the tree? By the nation; by a province institutions and what belongs to them, below itself;
    by a base its own departments.

    Whether the nation lets a province do so is for the domain to ask, whose actions alone come here.
    """
    if by.role in FOUNDERS:
        return None
    if isinstance(by, Actor) and by.role == Role.PROVINCE_ADMIN and by.unit.path:
        own = [new for new in units if new.kind in _OF_PROVINCES and (new.parent.path or "").startswith(by.unit.path)]
        if len(own) == len(units):
            return None
    own_departments = all(new.kind == UnitKind.DEPARTMENT and new.parent.pk == by.unit_id for new in units)
    if isinstance(by, Actor) and by.role == Role.BASE_ADMIN and own_departments:
        return None
    return "您当前的身份不能新增单位，请由国家管理员办理。"


def _beyond(units: set[int], by: Actor) -> set[int]:
    elsewhere = set() if by.is_system else units - {by.unit.pk}
    if not elsewhere:
        return set()
    return elsewhere - set(
        Unit.objects.filter(pk__in=elsewhere, path__startswith=by.unit.path or "-").values_list("pk", flat=True)
    )


def _separated_roles(wanted: Sequence[Any]) -> dict[int, set[str]]:
    """Account → those of the three roles that it holds already."""
    held: dict[int, set[str]] = defaultdict(set)
    accounts = [new.account_id for new in wanted if new.role in SEPARATED]
    if accounts:
        rows = Membership.objects.filter(account_id__in=accounts, role__in=SEPARATED)
        for account_id, role in rows.values_list("account_id", "role"):
            held[account_id].add(role)
    return held
