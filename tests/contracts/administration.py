"""Rows of the lists by which the nation keeps code lists, bases and reporting modes (REP-43)."""

from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone
from django.utils.timezone import localdate

from tests.factories.country import Country
from xinglin.domains.institutions.actions import affiliate, apply_modes, appoint_staff, save_departments
from xinglin.domains.institutions.models import Affiliation, Hospital, ModeSwitch, SpecialtyBase
from xinglin.domains.people.models import Correction
from xinglin.domains.reference.actions import save_days
from xinglin.domains.reference.models import Code, SpecialDay, Specialty
from xinglin.domains.training.models import CheckupFinding, Examination, Training
from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.models import Membership, Unit, UnitKind
from xinglin.engines.access.roles import Role


def _affiliation(country: Country) -> int:
    affiliate([{"base": country.hospital.pk, "site": country.far.pk}], by=system_actor())
    return Affiliation.objects.get(base=country.hospital).pk


def _switch(country: Country) -> int:
    asked = {"module": "residents", "mode": "interface", "starts_on": localdate() + timedelta(30), "contact": "白鹿"}
    asked |= {"contact_mobile": "19900001111", "company": "公司", "company_contact": "白鹿"}
    asked |= {"company_mobile": "19900002222", "province": country.province.pk}
    apply_modes([asked], by=system_actor())
    return ModeSwitch._base_manager.get(province=country.province).pk


def _correction(country: Country) -> int:
    training = Training.objects.filter(institution=country.hospital).order_by("pk")[0]
    made, _ = Correction._base_manager.get_or_create(
        person_id=training.person_id, institution=country.hospital, defaults={"part": "basic", "text": "地址有误"}
    )
    return made.pk


def _finding(country: Country) -> int:
    training = Training.objects.filter(institution=country.hospital).order_by("pk")[0]
    Examination.objects.update_or_create(
        training=training, defaults={"revision": training.revision, "examined_at": timezone.now()}
    )
    made, _ = CheckupFinding._base_manager.get_or_create(
        training=training, kind="portrait", field="basic.portrait", defaults={"title": "个人照片", "why": "请核对"}
    )
    return made.pk


def _own_day(country: Country) -> int:
    """A day off of the hospital's province alone; those of the nation are everybody's."""
    by = country.actor(country.province, Role.PROVINCE_ADMIN)
    save_days([{"day": date(2040, 4, 16), "kind": "off", "name": "合同节"}], by=by)
    return SpecialDay.objects.get(province=country.province).pk


def department_of(country: Country, name: str = "合同科室") -> Unit:
    """A department of the hospital with its head."""
    standing = Unit.objects.filter(kind=UnitKind.DEPARTMENT, parent=country.hospital, name=name).first()
    if standing is None:
        pk = save_departments([{"name": name}], by=country.base).records[0]
        standing = Unit.objects.get(pk=pk)
        post = {"department": pk, "role": Role.DEPARTMENT_HEAD, "login": "contract_head", "name": "欧阳景行"}
        assert appoint_staff([{**post, "mobile": "19900003333"}], by=country.base).done
    return standing


def _staff(country: Country) -> int:
    return Membership.objects.filter(unit=department_of(country)).order_by("pk")[0].pk


ROWS: dict[str, Callable[[Country], int]] = {
    "special-days": _own_day,
    "codes": lambda country: Code.objects.get(table="cultivation_type", code="other").pk,
    "specialties": lambda country: Specialty.objects.get(code="0100").pk,
    "bases": lambda country: Hospital.objects.get(unit=country.hospital).pk,
    "programmes": lambda country: SpecialtyBase.objects.get(institution=country.hospital, specialty__code="0100").pk,
    "affiliations": _affiliation,
    "modes": _switch,
    "findings": _finding,
    "corrections": _correction,
    "departments-of-base": lambda country: department_of(country).pk,
    "department-staff": _staff,
    "charges": lambda country: country.province.pk,
}
