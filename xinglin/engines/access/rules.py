"""May this role be given?"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from .actor import Actor
from .models import Membership
from .roles import SEPARATED, Role


def may_grant(wanted: Sequence[Any], by: Actor) -> dict[int, str]:
    """Index → why not. No account holds two of the three separated system roles (PLT-03, GB/T 22239)."""
    held: dict[int, set[str]] = defaultdict(set)
    accounts = [new.account_id for new in wanted if new.role in SEPARATED]
    if accounts:
        for account_id, role in Membership.objects.filter(account_id__in=accounts, role__in=SEPARATED).values_list(
            "account_id", "role"
        ):
            held[account_id].add(role)
    reasons = {}
    for index, new in enumerate(wanted):
        if new.role not in SEPARATED:
            continue
        if held[new.account_id] - {new.role}:
            other = Role(next(iter(held[new.account_id] - {new.role}))).label
            reasons[index] = f"该账号已是{other}，系统管理员、安全管理员、审计管理员须由不同账号担任，请另选账号。"
        else:
            held[new.account_id].add(new.role)
    return reasons
