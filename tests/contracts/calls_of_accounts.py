"""Calls of the engines `access` and `accounts`: operators, loans, the second factor, security figures."""

from datetime import timedelta
from uuid import uuid4

from axes.models import AccessAttempt
from django.db.models import QuerySet
from django.utils import timezone

from tests.contracts.calls import Crowd, Verb, call, owner, somebody_else, supervisor, system
from xinglin.engines.access import actions as access
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts import actions as accounts
from xinglin.engines.accounts.models import Account, Passkey
from xinglin.engines.accounts.passkeys import Credential
from xinglin.engines.accounts.registration import REGISTRATIONS, Registrant, Registration

VIEW = "training.view"
PASSWORD = "Juzi-pao-3-bian"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def guard(crowd: Crowd) -> Actor:
    """安全管理员 of the nation."""
    return crowd.world.country.actor(crowd.world.country.nation, Role.SECURITY_ADMIN)


def guard_elsewhere(crowd: Crowd) -> Actor:
    """安全管理员 of the hospital next door."""
    return crowd.world.country.actor(crowd.world.country.next_door, Role.SECURITY_ADMIN)


def residents(crowd: Crowd, number: int) -> "QuerySet[Account]":
    """Accounts of residents."""
    return Account.objects.filter(pk__in=crowd.accounts(number))


def operators(crowd: Crowd, number: int, **fields: object) -> "QuerySet[Membership]":
    """Operators of the hospital."""
    hospital, role = crowd.world.country.hospital, Role.BASE_ADMIN
    new = [
        Membership(account_id=account, unit=hospital, role=role, rights=[VIEW], **fields)
        for account in crowd.accounts(number)
    ]
    return Membership.objects.filter(pk__in=[row.pk for row in Membership.objects.bulk_create(new)])


@call("access.roles_lent")
def _(crowd: Crowd, number: int) -> Verb:
    people, now = crowd.accounts(number), timezone.now()
    hospital = crowd.world.country.hospital
    Membership.objects.bulk_create(Membership(account_id=pk, unit=hospital, role=Role.SUPERVISOR) for pk in people)
    loans = [access.Loan(pk, [VIEW], now, now + timedelta(7)) for pk in people]
    return lambda by: access.lend(loans, by=by)


@call("access.operators_changed")
def _(crowd: Crowd, number: int) -> Verb:
    rows = operators(crowd, number)
    return lambda by: access.change_operators(rows, by=by, rights=["training.edit"], ends_at=None)


@call("access.operators_suspended")
def _(crowd: Crowd, number: int) -> Verb:
    rows = operators(crowd, number)
    return lambda by: access.suspend(rows, by=by)


@call("access.operators_resumed")
def _(crowd: Crowd, number: int) -> Verb:
    rows = operators(crowd, number, suspended_at=timezone.now())
    return lambda by: access.resume(rows, by=by)


@call("access.operators_ended")
def _(crowd: Crowd, number: int) -> Verb:
    rows = operators(crowd, number)
    return lambda by: access.end(rows, by=by)


@call("accounts.operators_opened", stranger=supervisor)
def _(_crowd: Crowd, number: int) -> Verb:
    letters = "abcdefghijklmnopqrstuvwxyz"
    new = [
        accounts.NewOperator(
            login=f"clerk_{letters[n // 26]}{letters[n % 26]}", name="章蔚", mobile="19900000001", rights=[VIEW]
        )
        for n in range(number)
    ]
    return lambda by: accounts.open_operators(new, by=by)


@call("accounts.app_added", by=owner, stranger=somebody_else, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    mine = residents(crowd, number)
    return lambda by: accounts.add_app(mine, by=by, secret=SECRET, step=1)


@call("accounts.app_removed", by=owner, stranger=somebody_else, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    mine = residents(crowd, number)
    accounts.add_app(mine, by=owner(crowd), secret=SECRET, step=1)
    return lambda by: accounts.remove_app(mine, by=by)


@call("accounts.passkey_added", by=owner, stranger=somebody_else, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    mine = residents(crowd, number)
    return lambda by: accounts.add_passkey(mine, by=by, name="手机", new=Credential(uuid4().bytes, b"key", 0))


@call("accounts.passkeys_removed", by=owner, stranger=somebody_else)
def _(crowd: Crowd, number: int) -> Verb:
    account = owner(crowd).account_id or 0
    new = [
        Passkey(account_id=account, name="手机", credential_id=uuid4().bytes, public_key=b"x") for _ in range(number)
    ]
    rows = Passkey.objects.filter(pk__in=[row.pk for row in Passkey.objects.bulk_create(new)])
    return lambda by: accounts.remove_passkeys(rows, by=by)


@call("accounts.recovery_codes_made", by=owner, stranger=somebody_else, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    mine = residents(crowd, number)
    return lambda by: accounts.make_recovery_codes(mine, by=by)


@call("accounts.second_factor_reset")
def _(crowd: Crowd, number: int) -> Verb:
    theirs = residents(crowd, number)
    return lambda by: accounts.reset_second_factors(theirs, by=by)


@call("accounts.figures_set", by=guard, stranger=guard_elsewhere, most=1)
def _(_crowd: Crowd, _number: int) -> Verb:
    return lambda by: accounts.set_figures({"login_failures": 4}, by=by, reason="等保测评整改")


@call("accounts.unlocked", by=guard, stranger=guard_elsewhere)
def _(crowd: Crowd, number: int) -> Verb:
    theirs = residents(crowd, number)
    AccessAttempt.objects.bulk_create(
        AccessAttempt(username=account.login_key, ip_address="10.0.0.1", failures_since_start=5) for account in theirs
    )
    return lambda by: accounts.unlock(theirs, by=by)


@call("accounts.registered", by=system, stranger=None, why="opens the account of whoever asks, and no other")
def _(_crowd: Crowd, number: int) -> Verb:
    kind = Registration(key="contract", title="学员注册", role=Role.APPLICANT, create=lambda *_: None)
    REGISTRATIONS.pop(kind.key)
    people = [
        Registrant(name="林清和", document_type="03", document_number=f"EX{n:07}", mobile="19900000001")
        for n in range(number)
    ]
    new = [accounts.NewRegistration(who, PASSWORD) for who in people]
    return lambda by: accounts.register(new, by=by, kind=kind)
