"""What the security administrator does: figures, and locks lifted (PLT-17)."""

from collections.abc import Mapping
from typing import Any

from axes.models import AccessAttempt
from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, Refused, action

from .. import figures, locks, rules
from ..models import Account, SecondFactor, SecurityFigure
from ..queries import memberships_by_account


@action("accounts.figures_set", "修改安全参数")
def set_figures(wanted: Mapping[str, Any], *, by: Actor, reason: str) -> Outcome:
    """Set figures, by key; keys of the outcome are indexes of the mapping. Raises Refused without right or reason."""
    if why := rules.may_set_figures(by):
        raise Refused(why)
    if not reason.strip():
        raise Refused("请填写修改理由，理由会留存备查。")
    before, outcome, rows = figures.in_force(), Outcome(), []
    for index, (key, value) in enumerate(wanted.items()):
        if why := figures.FIGURES[key].why_not(value):
            outcome.refused[index] = why
        elif value == before[key]:
            outcome.unchanged.append(index)
        else:
            outcome.done.append(index)
            rows.append(
                SecurityFigure(key=key, value=value, before=before[key], reason=reason.strip(), set_by_id=by.account_id)
            )
        outcome.labels[index] = figures.FIGURES[key].title
    SecurityFigure.objects.bulk_create(rows)
    figures.forget()
    return outcome


@action("accounts.unlocked", "解除锁定")
def unlock(accounts: QuerySet[Account], *, by: Actor) -> Outcome:
    """Let people try again who have failed too often, at the password or at the second step."""
    if not by.may(rules.SECURITY):
        raise Refused("您当前的身份不能解除锁定，请由安全管理员办理。")
    found = list(accounts.order_by("pk"))
    held = memberships_by_account(account.pk for account in found)
    near = [account for account in found if rules.sees_account(held[account.pk], by)]
    failed = set(
        AccessAttempt.objects.filter(username__in=[a.login_key for a in near]).values_list("username", flat=True)
    )
    stuck = SecondFactor.objects.filter(account__in=[a.pk for a in near], failures__gt=0)
    tired = set(stuck.values_list("account", flat=True))
    outcome = Outcome(labels={account.pk: account.name for account in near})
    for account in near:
        is_locked = account.login_key in failed or account.pk in tired
        (outcome.done if is_locked else outcome.unchanged).append(account.pk)
    locks.forget([account.login_key for account in near])
    stuck.update(failures=0, failed_at=None)
    return outcome
