"""Accounts: who can log in, and what guards the door (PLT-10 to PLT-17)."""

from collections.abc import Iterable

import pgtrigger
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

from xinglin.engines.history.tracking import tracked
from xinglin.engines.secrets.columns import EncryptedField, IndexField
from xinglin.engines.secrets.keys import current_keys
from xinglin.engines.secrets.kinds import KINDS


def login_key_of(login: str) -> str:
    """How a log-in name is stored: its keyed index, since a person's is the document number (PLT-11, PLT-100)."""
    return login_keys_of([login])[0]


def login_keys_of(logins: Iterable[str]) -> list[str]:
    """`login_key_of` for a column of a sheet."""
    normal, ring = KINDS["document"].normal, current_keys()
    return [ring.index(normal(login), "login").hex() for login in logins]


class AccountKind(models.TextChoices):
    """To whom an account belongs."""

    ORGANISATION = "organisation", "单位账号"
    PERSON = "person", "个人账号"
    OPERATOR = "operator", "操作员账号"


class InitialPassword(models.TextChoices):
    """What opens an account that is not yet activated (PLT-12). The first two are settings, known to everybody."""

    RESIDENT = "resident", "住院医师初始密码"
    ASSESSMENT = "assessment", "定期考核初始密码"
    ONE_TIME = "one_time", "一次性密码"


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by what people type."""

    def by_login(self, login: str) -> "Account | None":
        """The account with this log-in name, or None."""
        return self.filter(login_key=login_key_of(login)).first()


@tracked(exclude=["password", "last_login", "login_key", "mobile", "one_time_index"])
class Account(AbstractBaseUser):
    """One that can log in. Until its owner has set a password, `password` is empty: «not yet activated» (PLT-12)."""

    login_key = models.CharField(max_length=64, editable=False)
    login_masked = models.CharField("账号", max_length=120)  # an organisation's name in full, a person's number masked
    kind = models.CharField("类别", max_length=20, choices=AccountKind)
    name = models.CharField("名称", max_length=120)
    mobile_masked = models.CharField("手机号码", max_length=20, blank=True, editable=False)
    mobile = EncryptedField("mobile", "手机号码", null=True, blank=True, masked="mobile_masked")
    initial_password = models.CharField(
        "初始密码类别", max_length=20, choices=InitialPassword, default=InitialPassword.ONE_TIME
    )
    one_time_index = IndexField()  # of the one-time password: long and random, so a keyed index hides it well enough
    initial_password_until = models.DateTimeField("初始密码有效期至", null=True, blank=True)
    activated_at = models.DateTimeField("激活时间", null=True, blank=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("开户时间", default=timezone.now)
    password = models.CharField("密码", max_length=128, blank=True)

    USERNAME_FIELD = "login_key"
    objects = AccountManager()

    class Meta:
        # `unique=True` would add a second index, for prefixes, and nobody looks for the beginning of a keyed index.
        constraints = [models.UniqueConstraint(fields=["login_key"], name="account_once")]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name that history shows."""
        return self.name

    @property
    def is_activated(self) -> bool:
        """Has its owner set a password?"""
        return bool(self.password)


class PastPassword(models.Model):
    """The hash of a password that was replaced, so that none of the last five comes back (PLT-13)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="past_passwords")
    password = models.CharField(max_length=128)
    replaced_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["account", "-replaced_at"])]


class OpenSession(AbstractBaseSession):
    """A session with whose it is and from where, so that its owner can see and end it (PLT-17).

    Rows of visitors who are not logged in have no account. `expire_date` obeys both limits, idle and absolute.
    """

    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="open_sessions")
    opened_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    address = models.CharField(max_length=64, blank=True)
    browser = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = "登录会话"


class MobileCode(models.Model):
    """A code sent to a mobile number: good once, for minutes, for few tries (PLT-12, 15, 17).

    One is also written for a log-in name that nobody has, so that limits do not tell who exists; it is never sent.
    """

    login_key = models.CharField(max_length=64)
    purpose = models.CharField(max_length=20)
    code_index = IndexField()  # NULL where no code was sent
    mobile_index = IndexField()
    address = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["login_key", "-created_at"]),
            models.Index(fields=["mobile_index", "-created_at"]),
            models.Index(fields=["address", "-created_at"]),
        ]


class UsedChallenge(models.Model):
    """A proof of work that was accepted, kept until it expires so that it is not accepted twice (PLT-10)."""

    signature = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField(db_index=True)


class SecurityFigure(models.Model):
    """A figure of the door as it was set; the newest of each key holds, the older ones tell since when (PLT-17)."""

    key = models.CharField(max_length=40)
    value = models.JSONField()
    before = models.JSONField()
    reason = models.CharField("修改理由", max_length=200)
    set_at = models.DateTimeField(default=timezone.now)
    set_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["key", "-set_at"])]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]


class SecondFactor(models.Model):
    """An authenticator app (TOTP, RFC 6238), and the wrong codes of the second step, whatever it is (PLT-17)."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="second_factor")
    app_secret = EncryptedField("text", null=True)
    app_confirmed_at = models.DateTimeField(null=True)  # until then nobody is asked for its codes
    last_step = models.BigIntegerField(default=0)  # half minutes since 1970 of the newest code used: none is good twice
    failures = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True)


class Passkey(models.Model):
    """A key in somebody's telephone, computer or stick that signs a challenge of ours (WebAuthn)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="passkeys")
    name = models.CharField("名称", max_length=40)
    credential_id = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    added_at = models.DateTimeField(default=timezone.now)
    used_at = models.DateTimeField(null=True)


class RecoveryCode(models.Model):
    """Opens the second step once, when telephone and key are lost."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="recovery_codes")
    code_index = IndexField()
    used_at = models.DateTimeField(null=True)
