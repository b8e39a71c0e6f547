"""«培训基地»: the bases under an authority, with their own accounts (PLT-14, REP-43)."""

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership, Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.rules import RESET_PASSWORDS
from xinglin.engines.lists import columns as c
from xinglin.engines.lists import filters as f
from xinglin.engines.lists.declaration import List, RowLink

from . import rules
from .enums import BaseLevel, HospitalLevel

ACTIVATION = {True: ("已激活", "green"), False: ("未激活", "grey")}


def bases_visible_to(actor: Actor) -> "QuerySet[Membership]":
    """The accounts of the bases under the actor's unit."""
    if not (actor.is_system or actor.may(rules.VIEW)):
        return Membership.objects.none()
    rows = Membership.objects.filter(role=Role.BASE_ADMIN, unit__path__startswith=actor.unit.path or "-")
    return rows.exclude(unit__hospital__base_level="").annotate(
        programmes=Count("unit__specialty_bases", filter=Q(unit__specialty_bases__unit__is_active=True))
    )


def _provinces(actor: Actor) -> list[tuple[int, str]]:
    under = Q(path__startswith=actor.unit.path or "-") | Q(pk=actor.unit.province_id)
    return list(Unit.objects.filter(under, kind=UnitKind.PROVINCE).order_by("code").values_list("pk", "name"))


BASES = List(
    key="bases",
    title="培训基地",
    url="institutions:bases",
    right=rules.VIEW,
    rows=bases_visible_to,
    columns=(
        c.Show("name", "培训基地", at="unit__name", fixed=True, width=34),
        c.Show("province", "省份", at="unit__province__name"),
        c.Coded("base_level", "基地级别", dict(BaseLevel.choices), at="unit__hospital__base_level"),
        c.Coded("level", "医院等级", dict(HospitalLevel.choices), at="unit__hospital__level"),
        c.Number("programmes", "专业基地数"),
        c.Show("account", "账号", at="account__login_masked", width=34),
        c.Tag("activated", "账号状态", tag=lambda row: ACTIVATION[row.account.is_activated]),
        c.Moment("last_login", "最近登录", at="account__last_login"),
    ),
    filters=(
        f.Contains("name", "培训基地", at=("unit__name", "unit__pinyin")),
        f.Exact("province", "省份", at="unit__province", choices_for=_provinces),
        f.Exact("base_level", "基地级别", BaseLevel.choices, at="unit__hospital__base_level"),
        f.Exact("level", "医院等级", HospitalLevel.choices, at="unit__hospital__level"),
    ),
    row_actions=(
        RowLink(
            title="重置密码",
            url=lambda row: reverse("accounts:reset", args=[row.account_id]),
            right=RESET_PASSWORDS,
        ),
    ),
    order=("unit__province__code", "unit__name"),
    empty="您的管理范围内还没有培训基地。",
)
