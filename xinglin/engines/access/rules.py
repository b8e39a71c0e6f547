"""May this role be given?"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from xinglin.engines.history.author import Author

from .actor import Actor
from .models import Membership, Unit
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
FOUNDERS = ("system", Role.NATION_ADMIN)  # who may add units to the tree


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


def _in_his_gift(by: Actor) -> frozenset[Role]:
    return SEPARATED if by.role == Role.SECURITY_ADMIN else MANAGES.get(by.role, frozenset())


def may_found(by: Author) -> str | None:
    """May units be added to the tree?"""
    return None if by.role in FOUNDERS else "您当前的身份不能新增单位，请由国家管理员办理。"


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
