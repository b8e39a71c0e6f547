"""Carries out the plan through the real actions: for all at once where the actor allows it, in the order of life."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from xinglin.demo.answers import cleaned, educations, first_answers, training_information
from xinglin.demo.cohorts import ACTIVATED, BY_THEMSELVES, PERSONAL, SUBMITTED, WITH_TRAINING, Cohort, Resident
from xinglin.demo.log_ins import hashed
from xinglin.demo.scans import upload_scans
from xinglin.domains.people.public import BASIC, LICENCE, Person, save_basic, save_educations, save_licence
from xinglin.domains.training.public import TRAINING, Training, open_accounts, return_personal, save_trainings
from xinglin.engines.access.actor import Actor, actor_of, memberships_of, system_actor
from xinglin.engines.access.remembering import remembering
from xinglin.engines.accounts.actions import NewAccount
from xinglin.engines.accounts.actions import open_accounts as open_log_ins
from xinglin.engines.actions import Outcome
from xinglin.engines.review.actions import approve, return_for_changes, submit
from xinglin.kit import masking

ACCOUNT_KEYS = ("name", "document_type", "document_number", "mobile")
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


@dataclass(frozen=True)
class Seat:
    """Who acts for a cohort's hospital, and who reviews it."""

    base: Actor
    reviewer: Actor


@dataclass(frozen=True)
class Record:
    """A planned resident with the training record that was opened."""

    resident: Resident
    training: Training
    cohort: Cohort
    seat: Seat

    @property
    def person(self) -> dict[str, Any]:
        """What the person would answer."""
        return self.resident.person

    @property
    def key(self) -> int:
        """The person's key."""
        return self.training.person_id

    @property
    def by_himself(self) -> bool:
        """Has he filled in his record himself? Others are filled in together, for speed."""
        return self.resident.serial in BY_THEMSELVES


Records = Sequence[Record]
T = TypeVar("T")


@remembering()  # no window moves meanwhile
def fill(cohorts: Iterable[tuple[Cohort, Seat]]) -> int:
    """Bring every resident to the planned stage; how many there are."""
    records = [record for cohort, seat in cohorts for record in _open(cohort, seat)]
    system = system_actor("示例数据")
    for record in records:
        if record.by_himself:
            _fill_personal([record], by=actor_of(memberships_of(record.training.person.account_id or 0)[0]))
    _fill_personal([record for record in records if not record.by_himself], by=system)
    for base, taken in _by_base(_at(records, *WITH_TRAINING)):
        _fill_training(taken, by=base)
    for base, taken in _by_base(_at(records, "personal_returned", "corrected")):
        _done(return_personal(_rows(taken), comment=PERSONAL_OPINION, by=base))
    _correct(_at(records, "corrected"), by=system)
    for base, taken in _by_base(_at(records, *SUBMITTED)):
        _done(submit(_rows(taken), by=base))
    for reviewer, taken in _by_reviewer(_at(records, "approved")):
        _done(approve(_rows(taken), comment=PASSED, by=reviewer))
    for reviewer, taken in _by_reviewer(_at(records, "returned", "resubmitted")):
        _return(taken, by=reviewer)
    _correct(_at(records, "resubmitted"), by=system)
    for base, taken in _by_base(_at(records, "resubmitted")):
        _done(submit(_rows(taken), by=base))
    return len(records)


def _open(cohort: Cohort, seat: Seat) -> list[Record]:
    _activate([resident.person for resident in cohort.residents if resident.stage in ACTIVATED], by=seat.base)
    rows = [{key: resident.person[key] for key in ACCOUNT_KEYS} for resident in cohort.residents]
    _done(open_accounts([row | {"intake_year": cohort.year} for row in rows], by=seat.base))
    opened = Training.objects.filter(institution=seat.base.unit_id, intake_year=cohort.year)
    trainings = opened.select_related("person").order_by("pk")
    return [Record(*pair, cohort, seat) for pair in zip(cohort.residents, trainings, strict=True)]


def _activate(people: Sequence[dict[str, Any]], *, by: Actor) -> None:
    """Those who have logged in have a password; it is hashed once for all, as a hash takes its time by intent."""
    new = [
        NewAccount(
            person["document_number"],
            masking.document_number(person["document_number"]),
            person["name"],
            mobile=person["mobile"],
            password=hashed(),
        )
        for person in people
    ]
    open_log_ins(new, by=by)


def _fill_personal(records: Records, *, by: Actor) -> None:
    begun, whole = _at(records, "begun"), _at(records, *PERSONAL)
    _save_basic(begun, cleaned(BASIC, [record.person for record in begun]), by=by)
    basic = cleaned(BASIC, [first_answers(record.resident) for record in whole])
    scans = _scans(whole, by=by)
    _save_basic(whole, [answers | scans[record.key] for record, answers in zip(whole, basic, strict=True)], by=by)
    save_educations(_people(whole), _by_key(whole, educations([record.person for record in whole])), by=by)
    licences = cleaned(LICENCE, [record.person["certificates"] for record in whole])
    save_licence(_people(whole), _by_key(whole, licences), by=by)


def _scans(records: Records, *, by: Actor) -> dict[int, dict[str, Any]]:
    """The uploads lie under the hospital at which each resident is."""
    found: dict[int, dict[str, Any]] = {}
    for base, taken in _by_base(records):
        at_base = replace(by, unit=base.unit, unit_id=base.unit_id, unit_name=base.unit_name)
        own = taken[0].cohort.is_shown
        found |= _by_key(taken, upload_scans([record.person for record in taken], own=own, by=at_base))
    return found


def _correct(records: Records, *, by: Actor) -> None:
    _save_basic(records, [{"address": record.person["address"]} for record in records], by=by)


def _save_basic(records: Records, values: Sequence[dict[str, Any]], *, by: Actor) -> None:
    save_basic(_people(records), _by_key(records, values), by=by)


def _fill_training(records: Records, *, by: Actor) -> None:
    planned = [training_information(r.resident, r.cohort.hospital, r.cohort.year) for r in records]
    values = zip(records, cleaned(TRAINING, planned), strict=True)
    _done(save_trainings(_rows(records), {record.training.pk: new for record, new in values}, by=by))


def _return(records: Records, *, by: Actor) -> None:
    for turn, (comment, pinned) in enumerate(RETURNS):
        rows = _rows(records[turn :: len(RETURNS)])
        _done(return_for_changes(rows, comment=comment, field_comments=pinned, by=by))


def _at(records: Records, *stages: str) -> list[Record]:
    return [record for record in records if record.resident.stage in stages]


def _by_base(records: Records) -> list[tuple[Actor, list[Record]]]:
    return _by_actor((record.seat.base, record) for record in records)


def _by_reviewer(records: Records) -> list[tuple[Actor, list[Record]]]:
    return _by_actor((record.seat.reviewer, record) for record in records)


def _by_actor(pairs: Iterable[tuple[Actor, Record]]) -> list[tuple[Actor, list[Record]]]:
    found: dict[int | None, tuple[Actor, list[Record]]] = {}
    for actor, record in pairs:
        found.setdefault(actor.account_id, (actor, []))[1].append(record)
    return list(found.values())


def _by_key(records: Records, values: Iterable[T]) -> dict[int, T]:
    return {record.training.person_id: value for record, value in zip(records, values, strict=True)}


def _people(records: Records) -> Any:
    return Person.objects.filter(pk__in=[record.key for record in records])


def _rows(records: Records) -> Any:
    return Training.objects.filter(pk__in=[record.training.pk for record in records])


def _done(outcome: Outcome) -> None:
    assert not outcome.refused, list(outcome.refused.values())[:3]  # noqa: S101 -- a fault of the demonstration itself
