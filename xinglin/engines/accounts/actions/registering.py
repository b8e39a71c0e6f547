"""Opening one's own account (PLT-16)."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.hashers import make_password

from xinglin.engines.access.actions import NewMembership, grant
from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.kit import masking

from .. import rules
from ..models import Account, login_key_of
from ..opening import NewAccount
from ..registration import Registrant, Registration
from .accounts import open_accounts

TAKEN = "该证件号码已注册，请直接登录；忘记密码请点击“忘记密码”。"


@dataclass(frozen=True)
class NewRegistration:
    """Somebody, and the password he has chosen."""

    registrant: Registrant
    password: str


@action("accounts.registered", "注册账号")
def register(new: Sequence[NewRegistration], *, by: Actor, kind: Registration) -> Outcome:
    """Open activated accounts for who proved a mobile number; keys are indexes of the list given. Raises Refused."""
    if why := kind.why_closed():
        raise Refused(why)
    outcome = Outcome()
    for index, each in enumerate(new):
        who = each.registrant
        stand_in = Account(name=who.name, mobile=who.mobile, login_key=login_key_of(who.document_number))
        if why := rules.why_weak(each.password, stand_in):
            outcome.refused[index] = why
    fit = [index for index in range(len(new)) if index not in outcome.refused]
    opened = open_accounts([_account(new[index]) for index in fit], by=by)
    outcome.refused |= {fit[row]: TAKEN for row in opened.unchanged}
    outcome.done = [fit[row] for row in opened.done]
    unit = kind.unit()
    grant([NewMembership(opened.ids[row], unit.pk, kind.role) for row in opened.done], by=by)
    accounts = Account.objects.in_bulk([opened.ids[row] for row in opened.done])
    for row in opened.done:
        kind.create(accounts[opened.ids[row]], new[fit[row]].registrant, by)
    return outcome


def _account(new: NewRegistration) -> NewAccount:
    who = new.registrant
    return NewAccount(
        who.document_number,
        masking.document_number(who.document_number),
        who.name,
        mobile=who.mobile,
        password=make_password(new.password),
    )
