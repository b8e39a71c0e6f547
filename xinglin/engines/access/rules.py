"""May this role be given?"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from .actor import Actor
from .models import Membership, Unit
from .roles import SEPARATED, Role


def may_grant(wanted: Sequence[Any], by: Actor) -> dict[int, str]:
    """Index → why not. Only at the actor's unit or below it (PLT-04); no account holds two of the three separated
    system roles (PLT-03, GB/T 22239).
    """
    beyond, held = _beyond({new.unit_id for new in wanted}, by), _separated_roles(wanted)
    reasons = {}
    for index, new in enumerate(wanted):
        if new.unit_id in beyond:
            reasons[index] = "该单位不在您的管理范围内，不能在该单位授予身份，请由其上级单位办理。"
        elif new.role not in SEPARATED:
            continue
        elif others := held[new.account_id] - {new.role}:
            other = Role(next(iter(others))).label
            reasons[index] = f"该账号已是{other}，系统管理员、安全管理员、审计管理员须由不同账号担任，请另选账号。"
        else:
            held[new.account_id].add(new.role)
    return reasons


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
