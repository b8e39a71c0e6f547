"""Reading bases, their specialties, and how provinces report."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.aggregates import StringAgg
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Membership, Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.access.visible import visible

from .. import rules
from ..enums import Mode, Module, SwitchState
from ..models import Affiliation, BaseCharge, Hospital, ModeSwitch, SpecialtyBase


def specialties_of(institution_ids: list[int]) -> dict[int, dict[str, SpecialtyBase]]:
    """Institution → specialty code → its programme, suspended ones included; one statement."""
    found: dict[int, dict[str, SpecialtyBase]] = {pk: {} for pk in institution_ids}
    for base in SpecialtyBase.objects.filter(institution__in=institution_ids).select_related("specialty", "unit"):
        if base.unit.is_active:
            found[base.institution_id][base.specialty.code] = base
    return found


def sites_of(institution_ids: list[int]) -> dict[int, dict[str, Unit]]:
    """Institution → name of an affiliate site → that unit; one statement."""
    found: dict[int, dict[str, Unit]] = {pk: {} for pk in institution_ids}
    for affiliation in Affiliation.objects.filter(base__in=institution_ids).select_related("site"):
        found[affiliation.base_id][affiliation.site.name] = affiliation.site
    return found


def bases_under(unit: Unit) -> "QuerySet[Unit]":
    """Training bases at the unit or below it."""
    under = Unit.objects.filter(kind=UnitKind.INSTITUTION, is_active=True, path__startswith=unit.path or "-")
    return under.exclude(hospital__base_level="").exclude(hospital=None)


@dataclass(frozen=True)
class Closure:
    """Since when and why a base takes no new residents."""

    since: date
    reason: str

    @property
    def why(self) -> str:
        """The sentence for whoever would add one."""
        return (
            f"本基地自 {self.since} 起暂停招收（{self.reason}），不能新增住院医师。"
            "原有住院医师照常管理；如有疑问请联系上级管理部门。"
        )


def closed_to_new(institution_ids: Iterable[int]) -> dict[int, Closure]:
    """Institution → its closure; absent where it takes new residents. One statement."""
    closed = Hospital.objects.filter(unit__in=list(institution_ids), closed_on__lte=localdate())
    return {each.unit_id: Closure(each.closed_on, each.closed_reason) for each in closed if each.closed_on}


def bases_visible_to(actor: Actor) -> "QuerySet[Hospital]":
    """The institutions under the actor's unit with their number of programmes and former names."""
    if not (actor.is_system or actor.may(rules.VIEW)):
        return Hospital.objects.none()
    rows = Hospital.objects.filter(unit__path__startswith=actor.unit.path or "-").select_related("unit__province")
    programmes = Count("unit__specialty_bases", filter=Q(unit__specialty_bases__unit__is_active=True), distinct=True)
    return rows.annotate(programmes=programmes, former=StringAgg("unit__former_names__name", "、", distinct=True))


def programmes_visible_to(actor: Actor) -> "QuerySet[SpecialtyBase]":
    """专业基地 under the actor's unit."""
    if not (actor.is_system or actor.may(rules.VIEW)):
        return SpecialtyBase.objects.none()
    rows = SpecialtyBase.objects.filter(institution__path__startswith=actor.unit.path or "-")
    return rows.select_related("unit", "institution__province", "specialty")


def affiliations_visible_to(actor: Actor) -> "QuerySet[Affiliation]":
    """协同单位 of the bases under the actor's unit."""
    if not (actor.is_system or actor.may(rules.VIEW)):
        return Affiliation.objects.none()
    rows = Affiliation.objects.filter(base__path__startswith=actor.unit.path or "-")
    return rows.select_related("base__province", "site__province")


def switches_visible_to(actor: Actor) -> "QuerySet[ModeSwitch]":
    """Applications for another reporting mode: the nation's view of all, a province's of its own."""
    return visible(ModeSwitch, actor, rules.VIEW).select_related("province")


def provinces_in_charge(actor: Actor) -> "QuerySet[Unit]":
    """All provinces, with `is_charged`: may they maintain their own bases? For the nation alone."""
    if not actor.may(rules.CHARGE):
        return Unit.objects.none()
    charged = Exists(BaseCharge.objects.filter(province=OuterRef("pk")))
    return Unit.objects.filter(kind=UnitKind.PROVINCE).select_related("base_charge").annotate(is_charged=charged)


def is_charged(actor: Actor) -> bool:
    """Does the nation let the actor's province maintain its own bases?"""
    return BaseCharge.objects.filter(province=actor.unit.province_id).exists()


def accounts_of(units: Iterable[int]) -> dict[int, Membership]:
    """Institution → its own account as a base, the first opened; one statement."""
    held = Membership.objects.filter(unit__in=list(units), role=Role.BASE_ADMIN, account__kind="organisation")
    return {each.unit_id: each for each in held.select_related("account").order_by("-pk")}


def modes_in_force(module: Module, provinces: Sequence[int] | None = None) -> dict[int, ModeSwitch]:
    """Province → the switch that is in force today; absent where it is direct entry since ever. One statement."""
    rows = ModeSwitch._base_manager.filter(state=SwitchState.APPROVED, module=module, starts_on__lte=localdate())
    if provinces is not None:
        rows = rows.filter(province__in=provinces)
    return {each.province_id: each for each in rows.order_by("starts_on", "decided_at")}


def direct_entry_closed(module: Module) -> dict[int, str]:
    """Province → why its direct entry is closed: its data come by interface (REP-43). One statement."""
    return {
        province: f"本省自 {switch.starts_on} 起以接口传送方式报送“{Module(module).label}”，"
        "省级和基地的直接填报功能已关闭。"
        "请在本省系统中办理；如需恢复直接填报，由省级管理员在“报送方式”中申请。"
        for province, switch in modes_in_force(module).items()
        if switch.mode == Mode.INTERFACE
    }
