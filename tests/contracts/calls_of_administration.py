"""Calls of the actions by which the nation keeps lists, bases and modes (REP-43), and of 数据体检 (REP-50)."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.timezone import localdate

from tests.contracts.calls import JOB, Crowd, Verb, base, call, nation
from xinglin.domains.institutions import actions as institutions
from xinglin.domains.institutions.models import Affiliation, BaseCharge, Hospital, ModeSwitch, SpecialtyBase
from xinglin.domains.reference import actions as reference
from xinglin.domains.reference.models import Code, SpecialDay, Specialty, SpecialtyName
from xinglin.domains.training.actions import checking
from xinglin.domains.training.models import CheckupFinding
from xinglin.engines.access.actions import NewUnit, found_units
from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.models import Unit, UnitKind


def codes(number: int) -> list[dict[str, Any]]:
    return [{"table": "clinical_service", "code": f"99.{i:02}", "label": f"新科目{i}"} for i in range(number)]


@call("reference.codes_saved", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: reference.save_codes(codes(number), by=by)


@call("reference.codes_imported", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: reference.import_codes(codes(number), by=by)


def standing(number: int) -> Any:
    keys = Code.objects.filter(table="clinical_service").order_by("pk").values_list("pk", flat=True)[:number]
    return Code.objects.filter(pk__in=list(keys))


@call("reference.codes_retired", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: reference.retire_codes(standing(number), comment="停用", by=by)


@call("reference.codes_restored", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    reference.retire_codes(standing(number), comment="停用", by=nation(crowd))
    return lambda by: reference.restore_codes(standing(number), by=by)


def specialties(number: int) -> list[dict[str, Any]]:
    rows = [{"code": f"8{i:03}", "name": f"新专业{i}", "category": "临床", "years": 3} for i in range(number)]
    return [{**row, "shortage_from": date(2026, 1, 1)} for row in rows]


@call("reference.specialties_saved", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: reference.save_specialties(specialties(number), by=by)


@call("reference.specialties_imported", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: reference.import_specialties(specialties(number), by=by)


@call("reference.names_begun", stranger=None, why=JOB)
def _(crowd: Crowd, number: int) -> Verb:
    made = Specialty.objects.bulk_create(Specialty(code=f"7{i:03}", name="旧", category="临床") for i in range(number))
    SpecialtyName.objects.bulk_create(SpecialtyName(specialty=each, name="新") for each in made)
    return lambda by: reference.begin_names(Specialty.objects.filter(name="旧"), by=by)


def days(number: int) -> list[dict[str, Any]]:
    first = date(2040, 1, 1)
    return [{"day": first + timedelta(i), "kind": "off", "name": "元旦", "document": None} for i in range(number)]


@call("reference.days_saved", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: reference.save_days(days(number), by=by)


@call("reference.days_imported", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: reference.import_days(days(number), by=by)


@call("reference.days_deleted", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    reference.save_days(days(number), by=nation(crowd))
    rows = SpecialDay.objects.filter(day__year=2040, province=None)
    return lambda by: reference.delete_days(rows, comment="登记有误", by=by)


def new_bases(crowd: Crowd, number: int) -> list[dict[str, Any]]:
    province = str(crowd.world.country.province.pk)
    return [{"name": f"新基地{i}", "province": province, "base_level": "provincial"} for i in range(number)]


@call("institutions.hospitals_saved", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: institutions.save_hospitals(new_bases(crowd, number), by=by)


@call("institutions.hospitals_imported", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: institutions.import_hospitals(new_bases(crowd, number), by=by)


def bases(crowd: Crowd, number: int, *, accounts: bool = True) -> Any:
    """So many bases that were founded just now, with their accounts or without."""
    if accounts:
        institutions.save_hospitals(new_bases(crowd, number), by=system_actor())
    else:
        parent = crowd.world.country.province
        rows = [institutions.NewHospital(parent, f"新基地{i}", base_level="provincial") for i in range(number)]
        institutions.found_hospitals(rows, by=system_actor())
    return Hospital.objects.filter(unit__name__startswith="新基地")


@call("institutions.base_accounts_opened", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    rows = bases(crowd, number, accounts=False)
    return lambda by: institutions.open_base_accounts(rows, by=by)


@call("institutions.hospitals_closed", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    rows = bases(crowd, number)
    return lambda by: institutions.close_hospitals(rows, comment="整改", by=by)


@call("institutions.hospitals_reopened", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    rows = bases(crowd, number)
    rows.update(closed_on=localdate(), closed_reason="整改")
    return lambda by: institutions.reopen_hospitals(rows, by=by)


@call("institutions.hospitals_removed", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    rows = bases(crowd, number)
    return lambda by: institutions.remove_hospitals(rows, comment="撤销", by=by)


@call("institutions.hospitals_restored", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    rows = bases(crowd, number)
    Unit.objects.filter(hospital__in=rows).update(is_active=False)
    return lambda by: institutions.restore_hospitals(rows, by=by)


def programmes(crowd: Crowd, number: int) -> list[dict[str, Any]]:
    units = bases(crowd, number).order_by("pk").values_list("unit_id", flat=True)
    return [{"institution": unit, "specialty": "0200", "least": 3, "capacity": 30} for unit in units]


@call("institutions.programmes_saved", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    rows = programmes(crowd, number)
    return lambda by: institutions.save_programmes(rows, by=by)


@call("institutions.programmes_imported", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    rows = programmes(crowd, number)
    return lambda by: institutions.import_programmes(rows, by=by)


def opened_programmes(crowd: Crowd, number: int) -> Any:
    institutions.save_programmes(programmes(crowd, number), by=system_actor())
    return SpecialtyBase.objects.filter(institution__name__startswith="新基地")


@call("institutions.programmes_suspended", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    rows = opened_programmes(crowd, number)
    return lambda by: institutions.suspend_programmes(rows, comment="师资不足", by=by)


@call("institutions.programmes_resumed", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    rows = opened_programmes(crowd, number)
    rows.update(suspended_on=localdate(), suspended_reason="师资不足")
    return lambda by: institutions.resume_programmes(rows, by=by)


def pairs(crowd: Crowd, number: int) -> list[dict[str, Any]]:
    units = bases(crowd, number).values_list("unit_id", flat=True)
    return [{"base": crowd.world.country.hospital.pk, "site": unit} for unit in units]


@call("institutions.affiliated", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    rows = pairs(crowd, number)
    return lambda by: institutions.affiliate(rows, by=by)


@call("institutions.affiliations_imported", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    rows = pairs(crowd, number)
    return lambda by: institutions.import_affiliations(rows, by=by)


@call("institutions.affiliations_ended", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    institutions.affiliate(pairs(crowd, number), by=system_actor())
    rows = Affiliation.objects.filter(site__name__startswith="新基地")
    return lambda by: institutions.end_affiliations(rows, comment="到期", by=by)


def provinces(crowd: Crowd, number: int) -> list[int]:
    parent = crowd.world.country.nation
    return found_units([NewUnit(UnitKind.PROVINCE, parent, f"新省{i}") for i in range(number)], by=system_actor()).done


def switches(crowd: Crowd, number: int) -> list[dict[str, Any]]:
    asked = {"module": "residents", "mode": "interface", "starts_on": localdate() + timedelta(1), "contact": "白鹿"}
    asked |= {"contact_mobile": "19900001111", "company": "公司", "company_contact": "白鹿", "company_mobile": None}
    return [{**asked, "province": province} for province in provinces(crowd, number)]


@call("institutions.modes_applied", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    rows = switches(crowd, number)
    return lambda by: institutions.apply_modes(rows, by=by)


@call("institutions.modes_approved", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    institutions.apply_modes(switches(crowd, number), by=system_actor())
    rows = ModeSwitch._base_manager.filter(province__name__startswith="新省")
    return lambda by: institutions.approve_modes(rows, by=by)


@call("institutions.modes_rejected", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    institutions.apply_modes(switches(crowd, number), by=system_actor())
    rows = ModeSwitch._base_manager.filter(province__name__startswith="新省")
    return lambda by: institutions.reject_modes(rows, comment="材料不全", by=by)


@call("institutions.provinces_charged", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    rows = Unit.objects.filter(pk__in=provinces(crowd, number))
    return lambda by: institutions.charge_provinces(rows, by=by)


@call("institutions.provinces_uncharged", by=nation, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    keys = provinces(crowd, number)
    BaseCharge.objects.bulk_create(BaseCharge(province_id=pk, granted_by="国家") for pk in keys)
    return lambda by: institutions.uncharge_provinces(Unit.objects.filter(pk__in=keys), by=by)


@call("training.examined")
def _(crowd: Crowd, number: int) -> Verb:
    crowd.rows(number).update(is_rural_order=True)  # so that there is something to find
    return lambda by: checking.examine_trainings(crowd.rows(number), by=by)


def findings(crowd: Crowd, number: int) -> Any:
    """One finding in each of the first so many records."""
    CheckupFinding._base_manager.all().delete()
    made = CheckupFinding._base_manager.bulk_create(
        CheckupFinding(training=t, kind="portrait", field="basic.portrait", title="个人照片", why="请核对", mark="0")
        for t in crowd.trainings[:number]
    )
    return CheckupFinding._base_manager.filter(pk__in=[each.pk for each in made])


@call("training.findings_confirmed")
def _(crowd: Crowd, number: int) -> Verb:
    rows = findings(crowd, number)
    return lambda by: checking.confirm_findings(rows, comment="已核实", by=by)


@call("training.confirmation_revoked")
def _(crowd: Crowd, number: int) -> Verb:
    rows = findings(crowd, number)
    rows.update(reason="已核实", confirmed_by="教学部", confirmed_at=timezone.now())
    return lambda by: checking.revoke_confirmations(rows, by=by)
