"""Accounts: who can log in (PLT-10 to PLT-17)."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone

from xinglin.engines.history.tracking import tracked
from xinglin.engines.secrets.fields import EncryptedField
from xinglin.engines.secrets.index import blind_index
from xinglin.kit.text import normalised_number


def login_key_of(login: str) -> str:
    """How a log-in name is stored: its keyed index, since a person's is the document number (PLT-11, PLT-100)."""
    return blind_index(normalised_number(login), "login").hex()


class AccountKind(models.TextChoices):
    """To whom an account belongs."""

    ORGANISATION = "organisation", "单位账号"
    PERSON = "person", "个人账号"
    OPERATOR = "operator", "操作员账号"


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by what people type."""

    def by_login(self, login: str) -> "Account | None":
        """The account with this log-in name, or None."""
        return self.filter(login_key=login_key_of(login)).first()


@tracked(exclude=["password", "last_login", "login_key", "mobile"])
class Account(AbstractBaseUser):
    """One that can log in. «Not yet activated» until its owner has set a first password; then `password` is empty (PLT-12)."""

    login_key = models.CharField(max_length=64, unique=True, editable=False)
    login_masked = models.CharField("账号", max_length=120)  # an organisation's name in full, a person's number masked
    kind = models.CharField("类别", max_length=20, choices=AccountKind)
    name = models.CharField("名称", max_length=120)
    mobile = EncryptedField("手机号码", null=True, blank=True)
    mobile_masked = models.CharField("手机号码", max_length=20, blank=True)
    initial_password = models.CharField("初始密码类别", max_length=20, default="resident")  # resident | assessment
    initial_password_until = models.DateTimeField("初始密码有效期至", null=True, blank=True)
    activated_at = models.DateTimeField("激活时间", null=True, blank=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField(default=timezone.now)
    password = models.CharField("密码", max_length=128, blank=True)

    USERNAME_FIELD = "login_key"
    objects = AccountManager()

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        """The name that history shows."""
        return self.name

    @property
    def is_activated(self) -> bool:
        """Has its owner set a password?"""
        return bool(self.password)
