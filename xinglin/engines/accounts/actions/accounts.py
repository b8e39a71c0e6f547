"""Writes to accounts: open, activate, change and reset passwords, end sessions."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, action
from xinglin.engines.history.author import Author

from .. import figures, initial, locks, opening, rules
from ..models import Account, InitialPassword, OpenSession, PastPassword, login_keys_of
from ..opening import NewAccount
from ..queries import memberships_by_account

BATCH = 5000


@dataclass
class AccountsOpened(Outcome):
    """Keys are indexes of the rows given: `done` are new, `unchanged` stood already."""

    ids: list[int] = field(default_factory=list)  # the account of every row, new or not
    one_time: dict[int, str] = field(default_factory=dict)  # row → the password to hand over; it is stored nowhere


@dataclass
class PasswordsReset(Outcome):
    """Keys are account ids."""

    one_time: dict[int, str] = field(default_factory=dict)  # account → the password to hand over; it is stored nowhere


@action("accounts.opened", "开通账号")
def open_accounts(rows: Sequence[NewAccount], *, by: Actor) -> AccountsOpened:
    """Open accounts that wait for activation; no password is hashed, so 100,000 take seconds (PLT-12).

    A log-in name that has an account keeps it untouched. Everybody knows the initial passwords, so an account without
    a mobile number, to which no code can be sent, gets a one-time password instead.
    """
    keys = login_keys_of(row.login for row in rows)
    first = {key: index for index, key in reversed(list(enumerate(keys)))}
    one_time = {index: initial.new_one_time() for index in first.values() if rows[index].needs_one_time}
    opened = opening.insert((key, rows[index], one_time.get(index, "")) for key, index in first.items())
    ids = opened | opening.ids_of(first.keys() - opened.keys())
    done = sorted(first[key] for key in opened)
    return AccountsOpened(
        done=done,
        unchanged=sorted(set(range(len(keys))) - set(done)),
        ids=[ids[key] for key in keys],
        one_time={index: password for index, password in one_time.items() if keys[index] in opened},
    )


@action("accounts.activated", "激活账号")
def activate(accounts: QuerySet[Account], *, by: Author, password: str) -> Outcome:
    """Set one's first password; the initial one opens nothing any more (PLT-12)."""
    return _set_own(accounts.filter(password=""), by, password)


@action("accounts.password_changed", "修改密码")
def change_password(accounts: QuerySet[Account], *, by: Author, password: str, keep_session: str = "") -> Outcome:
    """Set one's next password and end one's other sessions (PLT-13)."""
    return _set_own(accounts.exclude(password=""), by, password, keep_session)


@action("accounts.password_recovered", "找回密码")
def recover_password(accounts: QuerySet[Account], *, by: Author, password: str) -> Outcome:
    """Set a password after a code to the mobile number proved the owner (PLT-15)."""
    return _set_own(accounts.exclude(password=""), by, password)


@action("accounts.password_reset", "重置密码")
def reset_passwords(accounts: QuerySet[Account], *, by: Actor) -> PasswordsReset:
    """Back to the initial password, sessions ended, lock-outs lifted (PLT-14). Who may: `rules.may_reset`.

    Accounts that have no role under the actor's unit are left out, as if they did not exist.
    """
    found = list(_locked(accounts))
    held = memberships_by_account(account.pk for account in found)
    near = [a for a in found if by.is_system or any(rules.is_under(m, by) for m in held[a.pk])]
    outcome = PasswordsReset(labels={account.pk: account.name for account in near})
    for account in near:
        if why := rules.may_reset(held[account.pk], by):
            outcome.refused[account.pk] = why
        else:
            outcome.done.append(account.pk)
    reset = [account for account in near if account.pk not in outcome.refused]
    _remember(reset)
    outcome.one_time = {account.pk: password for account in reset if (password := _close(account))}
    _write_reset(reset)
    return outcome


@action("accounts.mobile_corrected", "更正手机号码")
def correct_mobiles(accounts: QuerySet[Account], *, by: Actor, mobiles: dict[int, str]) -> Outcome:
    """Put right the number of accounts not yet activated: account id → number. Afterwards only its owner may."""
    found = list(_locked(accounts.filter(pk__in=mobiles)))
    held = memberships_by_account(account.pk for account in found)
    near = [a for a in found if by.is_system or any(rules.is_under(m, by) for m in held[a.pk])]
    outcome = Outcome.judged((a.pk, rules.may_correct_mobile(a, held[a.pk], by)) for a in near)
    changed = [account for account in near if account.pk in set(outcome.done)]
    for account in changed:
        account.mobile = mobiles[account.pk]
    Account.objects.bulk_update(changed, ["mobile", "mobile_masked"], batch_size=BATCH)
    return outcome


@action("accounts.mobile_changed", "更换手机号码")
def change_mobile(accounts: QuerySet[Account], *, by: Author, mobile: str) -> Outcome:
    """Record one's own new number, after a code to it proved that one has it; codes go there from now on."""
    account = _locked(accounts.filter(pk=by.account_id or 0).exclude(password="")).first()
    if account is None:
        return Outcome()
    account.mobile = mobile
    account.save(update_fields=["mobile", "mobile_masked"])
    return Outcome(done=[account.pk])


@action("accounts.sessions_ended", "退出其他设备")
def end_sessions(accounts: QuerySet[Account], *, by: Author, keep_session: str = "") -> Outcome:
    """End one's own sessions except the one kept (PLT-17)."""
    own = list(accounts.filter(pk=by.account_id or 0).values_list("pk", flat=True))
    OpenSession.objects.filter(account__in=own).exclude(pk=keep_session).delete()
    return Outcome(done=own)


def _locked(accounts: QuerySet[Account]) -> QuerySet[Account]:
    return Account.objects.filter(pk__in=accounts.order_by().values("pk")).select_for_update().order_by("pk")


def _set_own(accounts: QuerySet[Account], by: Author, password: str, keep_session: str = "") -> Outcome:
    account = _locked(accounts.filter(pk=by.account_id or 0)).first()
    if account is None:
        return Outcome()
    past = account.past_passwords.order_by("-replaced_at").values_list("password", flat=True)
    used = [used for used in (account.password, *past) if used][: figures.number(figures.NO_REUSE)]
    if why := rules.why_weak(password, account) or rules.why_reused(password, used):
        return Outcome(refused={account.pk: why})
    now = timezone.now()
    _remember([account])
    account.password = make_password(password)
    account.password_changed_at = now
    account.activated_at = account.activated_at or now
    account.initial_password_until, account.one_time_index = None, None
    account.save()
    OpenSession.objects.filter(account=account).exclude(pk=keep_session).delete()
    locks.forget([account.login_key])
    return Outcome(done=[account.pk])


def _remember(accounts: list[Account]) -> None:
    """Keep the hashes that go, so that they do not come back soon."""
    going = [PastPassword(account=account, password=account.password) for account in accounts if account.password]
    PastPassword.objects.bulk_create(going, batch_size=BATCH)


def _close(account: Account) -> str:
    """Back to the initial password in memory; gives a one-time password where the account needs one."""
    account.password, account.activated_at = "", None
    account.initial_password_until = initial.lapses_at()
    is_one_time = account.initial_password == InitialPassword.ONE_TIME or not account.mobile_masked
    password = initial.new_one_time() if is_one_time else ""
    if is_one_time:
        account.initial_password, account.one_time_index = InitialPassword.ONE_TIME, initial.one_time_index(password)
    return password


def _write_reset(accounts: list[Account]) -> None:
    columns = ["password", "activated_at", "initial_password", "initial_password_until", "one_time_index"]
    Account.objects.bulk_update(accounts, columns, batch_size=BATCH)
    OpenSession.objects.filter(account__in=[account.pk for account in accounts]).delete()
    locks.forget([account.login_key for account in accounts])
