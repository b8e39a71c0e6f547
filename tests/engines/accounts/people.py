"""A small country with people who can log in, for the tests of the door."""

from functools import lru_cache

from captcha.models import CaptchaStore
from django.contrib.auth.hashers import get_hasher, make_password
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from xinglin.engines.access.actions import NewMembership, NewUnit, found_units, grant
from xinglin.engines.access.actor import Actor, actor_of, memberships_of, system_actor
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import NewAccount, open_accounts
from xinglin.engines.accounts.models import Account, AccountKind

PASSWORD = "Xinglin-2026"
NEXT_PASSWORD = "Juzi-pao-3-bian"
RESIDENT = "11010119030307002X"  # a birth year before 1906: nobody living
MOBILE = "19900000001"


def hashed() -> str:
    """PASSWORD, hashed once for all tests of one strength."""
    return _hashed(get_hasher().algorithm)


@lru_cache
def _hashed(algorithm: str) -> str:
    return make_password(PASSWORD, hasher=algorithm)


def found_country() -> None:
    """国家 → 浙江省 → 杏林医院 and 邻家医院."""
    nation = Unit.objects.create(kind=UnitKind.NATION, name="国家")
    Unit.objects.filter(pk=nation.pk).update(path=f"/{nation.pk}/")
    by = system_actor()
    found_units([NewUnit(UnitKind.PROVINCE, Unit.objects.get(), "浙江省", code="330000")], by=by)
    province = unit("浙江省")
    found_units([NewUnit(UnitKind.INSTITUTION, province, name) for name in ("杏林医院", "邻家医院")], by=by)


def unit(name: str) -> Unit:
    return Unit.objects.get(name=name)


def person(login: str = RESIDENT, role: str = Role.RESIDENT, at: str = "杏林医院", **fields: str) -> Account:
    """Somebody whose account waits for activation."""
    new = NewAccount(login, fields.pop("masked", "110***********002X"), fields.pop("name", "林清和"), **fields)
    opened = open_accounts([new], by=system_actor())
    grant([NewMembership(opened.ids[0], unit(at).pk, role)], by=system_actor())
    return Account.objects.get(pk=opened.ids[0])


def member(login: str, role: str, at: str, **fields: str) -> Account:
    """Somebody who has set PASSWORD."""
    return person(login, role, at, password=hashed(), name=fields.pop("name", login), masked=login, **fields)


def organisation(name: str, role: str = Role.BASE_ADMIN) -> Account:
    """The account of a unit of the same name."""
    return member(name, role, name, kind=AccountKind.ORGANISATION)


def actor(account: Account) -> Actor:
    return actor_of(memberships_of(account.pk)[0])


def picture() -> dict[str, str]:
    """A picture code, read rightly."""
    key = CaptchaStore.generate_key()
    return {"captcha_0": key, "captcha_1": CaptchaStore.objects.get(hashkey=key).response}


def log_in(client: Client, login: str, password: str = PASSWORD, **extra: str) -> HttpResponse:
    data = {"login": login, "password": password, **picture(), **extra}
    return client.post(reverse("accounts:login"), data)


def words(response: HttpResponse) -> str:
    return response.content.decode()
