"""Opening named operators of a unit (PLT-05)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership
from xinglin.engines.access.rules import OPERATORS
from xinglin.engines.actions import Refused, action
from xinglin.kit import text

from .. import rules
from ..models import Account, AccountKind, InitialPassword, login_key_of
from ..opening import NewAccount
from .accounts import AccountsOpened, open_accounts


@dataclass(frozen=True, kw_only=True)
class NewOperator:
    """Somebody who is to work for the unit under his own name."""

    login: str
    name: str
    mobile: str
    rights: Sequence[str]
    ends_at: datetime | None = None


@action("accounts.operators_opened", "新增操作员")
def open_operators(operators: Sequence[NewOperator], *, by: Actor) -> AccountsOpened:
    """Accounts with part of the current role's rights at its unit, and one-time passwords to hand over.

    Keys are indexes of the list given. Raises Refused without the right.
    """
    if not by.may(OPERATORS):
        raise Refused("您当前的身份不能新增操作员，请由单位账号办理。")
    keys = [login_key_of(new.login) for new in operators]
    taken = set(Account.objects.filter(login_key__in=keys).values_list("login_key", flat=True))
    outcome, fresh = AccountsOpened(), []
    for index, new in enumerate(operators):
        is_taken = keys[index] in taken or keys[index] in keys[:index]
        if why := rules.may_open_operator(new, is_taken, by):
            outcome.refused[index] = why
        else:
            fresh.append(index)
    opened = open_accounts([_account(operators[index]) for index in fresh], by=by)
    outcome.done, outcome.ids = fresh, opened.ids
    outcome.one_time = {fresh[row]: password for row, password in opened.one_time.items()}
    Membership.objects.bulk_create(
        Membership(
            account_id=account_id,
            unit=by.unit,
            role=by.role,
            rights=sorted(set(operators[index].rights)),
            starts_at=timezone.now(),
            ends_at=operators[index].ends_at,
        )
        for index, account_id in zip(fresh, opened.ids, strict=True)
    )
    return outcome


def _account(new: NewOperator) -> NewAccount:
    return NewAccount(
        new.login,
        new.login,
        text.line(new.name),
        kind=AccountKind.OPERATOR,
        mobile=new.mobile,
        initial_password=InitialPassword.ONE_TIME,
    )
