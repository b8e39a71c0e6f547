"""Writes to the second factor: one's own, and taking away one that was lost (PLT-17)."""

from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.actions import Outcome, action
from xinglin.engines.history.author import Author

from .. import rules, second
from ..models import Account, OpenSession, Passkey, RecoveryCode, SecondFactor
from ..passkeys import Credential
from ..queries import memberships_by_account

STILL_ASKED = "您的身份必须开启二次验证，请先添加另一种验证方式，再移除这一种。"


@dataclass
class CodesMade(Outcome):
    """Keys are account ids."""

    codes: list[str] = field(default_factory=list)  # to be shown once; they are stored nowhere


@action("accounts.app_added", "开启动态口令")
def add_app(accounts: QuerySet[Account], *, by: Author, secret: str, step: int) -> Outcome:
    """Ask for the codes of one's authenticator app from now on. `step`: the half minute of the code that proved it."""
    own = _own(accounts, by)
    for account in own:
        facts = {"app_secret": secret, "app_confirmed_at": timezone.now(), "last_step": step, "failures": 0}
        SecondFactor.objects.update_or_create(account=account, defaults=facts)
    return Outcome(done=[account.pk for account in own])


@action("accounts.app_removed", "关闭动态口令")
def remove_app(accounts: QuerySet[Account], *, by: Author) -> Outcome:
    """Ask one's app no more."""
    own = [account for account in _own(accounts, by) if SecondFactor.objects.filter(account=account).exists()]
    outcome = Outcome.judged(
        (account.pk, None if account.passkeys.exists() else _why_needed(account)) for account in own
    )
    SecondFactor.objects.filter(account__in=outcome.done).update(app_secret=None, app_confirmed_at=None)
    _tidy(outcome.done)
    return outcome


@action("accounts.passkey_added", "添加通行密钥")
def add_passkey(accounts: QuerySet[Account], *, by: Author, name: str, new: Credential) -> Outcome:
    """One more key of one's own."""
    own = _own(accounts, by)
    for account in own:
        Passkey.objects.create(
            account=account,
            name=name,
            credential_id=new.credential_id,
            public_key=new.public_key,
            sign_count=new.sign_count,
        )
    return Outcome(done=[account.pk for account in own])


@action("accounts.passkeys_removed", "移除通行密钥")
def remove_passkeys(passkeys: QuerySet[Passkey], *, by: Author) -> Outcome:
    """Keys of one's own; keys are those of the rows."""
    asked = list(passkeys.filter(account=by.account_id or 0).select_related("account").order_by("pk"))
    if not asked:
        return Outcome()
    account = asked[0].account
    others = account.passkeys.exclude(pk__in=[key.pk for key in asked]).exists()
    app = SecondFactor.objects.filter(account=account, app_secret__isnull=False).exists()
    why = None if others or app else _why_needed(account)
    outcome = Outcome.judged((key.pk, why) for key in asked)
    outcome.labels = {key.pk: key.name for key in asked}
    Passkey.objects.filter(pk__in=outcome.done).delete()
    _tidy([account.pk])
    return outcome


@action("accounts.recovery_codes_made", "生成恢复码")
def make_recovery_codes(accounts: QuerySet[Account], *, by: Author) -> CodesMade:
    """Ten new codes in place of the old ones."""
    made = CodesMade()
    for account in _own(accounts, by):
        made.done.append(account.pk)
        made.codes = [second.new_recovery_code() for _ in range(second.RECOVERY_CODES)]
        RecoveryCode.objects.filter(account=account).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(account=account, code_index=second.recovery_index(account, code)) for code in made.codes
        )
    return made


@action("accounts.second_factor_reset", "重置二次验证")
def reset_second_factors(accounts: QuerySet[Account], *, by: Actor) -> Outcome:
    """Take away factors that their owners have lost, and end their sessions. Who may: `rules.may_reset_second`."""
    found = list(accounts.order_by("pk"))
    held = memberships_by_account(account.pk for account in found)
    near = [a for a in found if rules.sees_account(held[a.pk], by)]
    outcome = Outcome.judged((a.pk, rules.may_reset_second(a, held[a.pk], by)) for a in near)
    outcome.labels = {account.pk: account.name for account in near}
    for model in (SecondFactor, Passkey, RecoveryCode, OpenSession):
        model._base_manager.filter(account__in=outcome.done).delete()
    return outcome


def _own(accounts: QuerySet[Account], by: Author) -> list[Account]:
    return list(accounts.filter(pk=by.account_id or 0).select_for_update())


def _why_needed(account: Account) -> str | None:
    return STILL_ASKED if second.must_be_protected(account) else None


def _tidy(account_ids: list[int]) -> None:
    """Recovery codes of who has no factor any more mean nothing."""
    with transaction.atomic():
        bare = Account.objects.filter(pk__in=account_ids, passkeys=None).exclude(
            second_factor__app_secret__isnull=False
        )
        RecoveryCode.objects.filter(account__in=bare).delete()
