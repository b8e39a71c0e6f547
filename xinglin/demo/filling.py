"""Carries out a cohort's plan through the real actions: in sets, and in the order in which it happens in life."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from xinglin.demo import country
from xinglin.demo.cohorts import ACTIVATED, PERSONAL, SUBMITTED, WITH_TRAINING, Cohort, Resident
from xinglin.demo.log_ins import hashed
from xinglin.demo.scans import upload_scans
from xinglin.domains.people.public import (
    BASIC,
    LICENCE,
    EducationLevel,
    Person,
    education,
    save_basic,
    save_educations,
    save_licence,
)
from xinglin.domains.training.public import TRAINING, Training, open_accounts, return_personal, save_trainings
from xinglin.engines.access.actor import Actor, system_actor
from xinglin.engines.accounts import actions as accounts
from xinglin.engines.actions import Outcome
from xinglin.engines.fields import Field
from xinglin.engines.review.actions import approve, return_for_changes, submit
from xinglin.kit import masking

ACCOUNT_KEYS = ("name", "document_type", "document_number", "mobile")
ELSEWHERE = ("示范县人民医院", country.credit_code(9_999_999))  # an employer beside the training hospital
PASSED = "材料齐全，信息一致。"
PERSONAL_OPINION = "通讯地址不完整，请补充到门牌号后重新保存。"
RETURNS = (  # opinion, and what is noted beside single fields
    ("通讯地址不完整，请核对后重新上报。", {"basic.address": "缺少门牌号"}),
    (
        "请核对紧急联系人及其手机号码，并补全通讯地址。",
        {"basic.address": "缺少门牌号", "basic.emergency_mobile": "请核实"},
    ),
    ("请核对核定培训年限与学历是否相符；通讯地址须填写到门牌号。", {"training.training_years": "请核对"}),
)
VAGUE = ("personal_returned", "corrected", "returned", "resubmitted")  # who first leave out the house number


class Filling:
    """One cohort on its way; `base` and `reviewer` act for the hospital and its province."""

    def __init__(self, cohort: Cohort, *, base: Actor, reviewer: Actor):
        self.cohort, self.base, self.reviewer = cohort, base, reviewer
        unit = base.unit
        self.filler = replace(system_actor("示例数据"), unit=unit, unit_id=unit.pk, unit_name=unit.name)
        self.trainings: list[Training] = []

    def run(self) -> int:
        """Bring every resident to the planned stage; how many there are."""
        self._open()
        self._fill_personal()
        self._fill_training()
        self._return_personal()
        self._report()
        self._decide()
        self._report_again()
        return len(self.trainings)

    def _open(self) -> None:
        self._activate()
        rows = [{key: r.person[key] for key in ACCOUNT_KEYS} for r in self.cohort.residents]
        _done(open_accounts([row | {"intake_year": self.cohort.year} for row in rows], by=self.base))
        mine = Training.objects.filter(institution=self.base.unit_id, intake_year=self.cohort.year)
        self.trainings = list(mine.select_related("person").order_by("pk"))

    def _activate(self) -> None:
        """Those who have logged in have a password; it is hashed once for all, as a hash takes its time by intent."""
        people = [r.person for r in self.cohort.residents if r.stage in ACTIVATED]
        new = [
            accounts.NewAccount(
                p["document_number"],
                masking.document_number(p["document_number"]),
                p["name"],
                mobile=p["mobile"],
                password=hashed(),
            )
            for p in people
        ]
        accounts.open_accounts(new, by=self.filler)

    def _fill_personal(self) -> None:
        begun, whole = self.cohort.at("begun"), self.cohort.at(*PERSONAL)
        self._save(begun, cleaned(BASIC, [self._person(place) for place in begun]))
        scans = upload_scans([self._person(place) for place in whole], own=self.cohort.is_shown, by=self.filler)
        basic = cleaned(BASIC, [self._first_answers(place) for place in whole])
        self._save(whole, [answers | own for answers, own in zip(basic, scans, strict=True)])
        people = [self._person(place) for place in whole]
        keys = [self._key(place) for place in whole]
        studied = dict(zip(keys, educations(people), strict=True))
        save_educations(self._people(whole), studied, by=self.filler)
        licences = cleaned(LICENCE, [person["certificates"] for person in people])
        save_licence(self._people(whole), dict(zip(keys, licences, strict=True)), by=self.filler)

    def _first_answers(self, place: int) -> dict[str, Any]:
        resident = self.cohort.residents[place]
        address = resident.person["address"]
        street = re.split(r"\d", address)[0] if resident.stage in VAGUE else address
        return resident.person | {"address": street}

    def _save(self, places: Sequence[int], basic: Sequence[dict[str, Any]]) -> None:
        values = {self._key(place): new for place, new in zip(places, basic, strict=True)}
        if places:
            save_basic(self._people(places), values, by=self.filler)

    def _fill_training(self) -> None:
        places = self.cohort.at(*WITH_TRAINING)
        planned = [training_information(self.cohort.residents[place], self.cohort) for place in places]
        keys = [self.trainings[place].pk for place in places]
        values = dict(zip(keys, cleaned(TRAINING, planned), strict=True))
        _done(save_trainings(self._rows(places), values, by=self.base))

    def _return_personal(self) -> None:
        places = self.cohort.at("personal_returned", "corrected")
        if places:
            _done(return_personal(self._rows(places), comment=PERSONAL_OPINION, by=self.base))
        self._correct(self.cohort.at("corrected"))

    def _correct(self, places: Sequence[int]) -> None:
        self._save(places, [{"address": self._person(place)["address"]} for place in places])

    def _report(self) -> None:
        _done(submit(self._rows(self.cohort.at(*SUBMITTED)), by=self.base))

    def _decide(self) -> None:
        _done(approve(self._rows(self.cohort.at("approved")), comment=PASSED, by=self.reviewer))
        places = self.cohort.at("returned", "resubmitted")
        for turn, (comment, pinned) in enumerate(RETURNS):
            rows = self._rows(places[turn :: len(RETURNS)])
            _done(return_for_changes(rows, comment=comment, field_comments=pinned, by=self.reviewer))

    def _report_again(self) -> None:
        places = self.cohort.at("resubmitted")
        self._correct(places)
        _done(submit(self._rows(places), by=self.base))

    def _person(self, place: int) -> dict[str, Any]:
        return self.cohort.residents[place].person

    def _key(self, place: int) -> int:
        return self.trainings[place].person_id

    def _people(self, places: Sequence[int]) -> Any:
        return Person.objects.filter(pk__in=[self._key(place) for place in places])

    def _rows(self, places: Sequence[int]) -> Any:
        return Training.objects.filter(pk__in=[self.trainings[place].pk for place in places])


def cleaned(fields: Sequence[Field], rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """As forms would hand them on, column by column; what the demonstration invents must pass like anything typed."""
    columns = {}
    for field in sorted(fields, key=lambda field: bool(field.reads)):
        columns[field.key], refused = field.clean_all([row.get(field.key) for row in rows], rows)
        assert not refused, (field.title, refused)  # noqa: S101 -- a fault of the demonstration itself
    found = [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]
    for row, values in zip(rows, found, strict=True):
        whole = {**row, **values}
        values.update({field.key: None for field in fields if not field.relevant(whole)})
    return found


def educations(people: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """For each person level → values; None for levels that were not attended."""
    found: list[dict[str, Any]] = [dict.fromkeys(EducationLevel.values) for _ in people]
    for level in EducationLevel:
        rows = [(place, row) for place, person in enumerate(people) for row in person["educations"]]
        rows = [(place, row) for place, row in rows if row["level"] == level]
        for (place, _), values in zip(rows, cleaned(education(level), [row for _, row in rows]), strict=True):
            found[place][level] = values
    return found


def training_information(resident: Resident, cohort: Cohort) -> dict[str, Any]:
    """培训信息 that fits the person's studies; kinds of people are spread by the serial."""
    studies = resident.person["educations"]
    is_student = any(row["is_studying"] for row in studies)
    years = 3 if studies[-1]["level"] in ("bachelor", "associate") or is_student else 2
    graduated = max(row["graduated_month"] or "" for row in studies)
    category = "GRADUATE" if is_student else ("SOCIAL", "COMPANY", "SOCIAL", "ENTRUST")[resident.serial % 4]
    return {
        "cultivation_type": "provincial" if resident.serial % 9 == 0 else "national",
        "resident_category": category,
        "employer_name": cohort.hospital.name if category == "COMPANY" else ELSEWHERE[0],
        "is_military_employer": category == "COMPANY" and cohort.hospital.is_military,
        "employer_credit_code": cohort.hospital.credit_code if category == "COMPANY" else ELSEWHERE[1],
        "graduate_kind": "fresh" if graduated.startswith(str(cohort.year)) or is_student else "past",
        "is_rural_order": not is_student and resident.serial % 17 == 0,
        "is_western_support": resident.serial % 41 == 0,
        "specialty": resident.specialty,
        "training_years": str(years),
        "starts_on": date(cohort.year, 9, 1),
        "ends_on": date(cohort.year + years, 8, 31),
        "degree_study": is_student,
    }


def _done(outcome: Outcome) -> None:
    assert not outcome.refused, list(outcome.refused.values())[:3]  # noqa: S101 -- a fault of the demonstration itself
