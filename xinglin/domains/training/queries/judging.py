"""What would become of rows before they are written: the sheets rehearse with it, and the actions judge by it again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from xinglin.domains.institutions.public import closed_to_new, sites_of, specialties_of
from xinglin.domains.people.public import Person, document_indexes
from xinglin.engines.access.actor import Actor
from xinglin.engines.actions.sets import listed
from xinglin.engines.sheets.sheet import Resolution
from xinglin.engines.windows.queries import Opening, Openings

from .. import rules, windows
from ..enums import BOUND
from ..fields import STATUS_COLUMNS
from ..models import Training
from ..rules.terms import DECISIONS
from ..rules.transitions import NewStatus
from .parts import openings_of
from .records import JOINED, intake_visible_to, intake_year, managed_visible_to, training_values
from .status import judge_changes

Row = Mapping[str, Any]
STATUS_KEYS = tuple(column.key for column in STATUS_COLUMNS)


@dataclass
class Verdict:
    """What would become of one account row."""

    person: Person | None = None
    training: Training | None = None  # the record that stands already at this base for this year
    taken: Training | None = None  # one of an ended intake that nobody approved: it comes over into the second part
    refused: tuple[str, str] | None = None  # (field key, sentence)
    changes: dict[str, tuple[Any, Any]] = field(default_factory=dict)  # field key → before, after


JUDGED = ("document_index", "document_type", "name", "mobile", "account__password")


def judge_accounts(rows: Sequence[Row], by: Actor, *, is_late: bool = False) -> list[Verdict]:
    """Row by row what opening would do; four statements, whatever the number of rows (REP-04).

    `is_late`: for residents who were missed in their intake (REP-30).
    """
    indexes = document_indexes(rows)
    known = Person.objects.filter(document_index__in=listed(indexes, "bytea")).select_related("account").only(*JUDGED)
    people = {person.document_index: person for person in known}
    standing: dict[int, list[Training]] = {person.pk: [] for person in people.values()}
    trainings = Training.objects.filter(person__in=listed([p.pk for p in people.values()], "bigint"))
    for training in trainings.select_related("institution", "case"):
        standing[training.person_id].append(training)
    openings = Openings([windows.INTAKE], {row["intake_year"] for row in rows})
    kept = {
        year: openings.best(windows.INTAKE, year, institution_id=by.unit.pk, province_id=by.unit.province_id)
        for year in {row["intake_year"] for row in rows}
    }
    unknown = {year: rules.may_open([], by.unit.pk, year, kept[year], is_late=is_late) for year in kept}
    seen, verdicts = set[bytes](), list[Verdict]()
    for row, index in zip(rows, indexes, strict=True):
        year = row["intake_year"]
        if index in seen:
            again = "同一证件号码在这一批中出现多次，只取第一行，请删去本行。"
            verdicts.append(Verdict(refused=("document_number", again)))
        elif person := people.get(index):
            verdicts.append(_judge(row, person, standing[person.pk], kept[year], by, is_late))
        else:
            verdicts.append(Verdict(refused=("intake_year", why) if (why := unknown[year]) else None))
        seen.add(index)
    if closed := closed_to_new([by.unit.pk]).get(by.unit.pk):
        for row, verdict in zip(rows, verdicts, strict=True):
            if row["intake_year"] >= closed.since.year and not (verdict.refused or verdict.training):
                verdict.refused = ("intake_year", closed.why)
    return verdicts


def _judge(row: Row, person: Person, mine: list[Training], opening: Opening, by: Actor, is_late: bool) -> Verdict:
    year = row["intake_year"]
    if why := rules.may_open(mine, by.unit.pk, year, opening, is_late=is_late):
        ended = why in (opening.why_closed(), rules.why_no_late_entry(year, opening))
        return Verdict(person, refused=("intake_year" if ended else "document_number", why))
    if (person.name, person.document_type) != (row["name"], row["document_type"]):
        wrong = "name" if person.name != row["name"] else "document_type"
        return Verdict(person, refused=(wrong, "与该证件号码已登记的信息不一致，请核对姓名、证件类别和号码。"))
    here = next((t for t in mine if t.status in BOUND), None)  # of this base and year, or it would be refused above
    if is_late and here and not rules.is_managed(here, opening):
        return Verdict(person, taken=here)
    verdict = Verdict(person, here)
    if here and person.account and not person.account.is_activated and person.mobile != row["mobile"]:
        verdict.changes["mobile"] = (person.mobile, row["mobile"])  # a wrong number would keep the owner out for good
    return verdict


def resolve_accounts(rows: Sequence[dict[str, Any]], *, by: Actor, is_late: bool = False) -> Resolution:
    """The account sheet's rehearsal: who is new, who stands already, whom another base holds."""
    for row, found_by in zip(rows, document_indexes(rows), strict=True):
        row["document_index"] = found_by
    resolution = Resolution()
    for index, verdict in enumerate(judge_accounts(rows, by, is_late=is_late)):
        if verdict.refused:
            resolution.refused[index] = verdict.refused
        elif verdict.training:
            resolution.existing[index] = {key: before for key, (before, _) in verdict.changes.items()}
    return resolution


def resolve_late_accounts(rows: Sequence[dict[str, Any]], *, by: Actor) -> Resolution:
    """The same for residents missed in their intake; a record that comes over counts as new (REP-30)."""
    return resolve_accounts(rows, by=by, is_late=True)


class Places:
    """The programmes and affiliate sites of some institutions, loaded at once."""

    def __init__(self, institution_ids: Iterable[int]):
        wanted = sorted(set(institution_ids))
        self.specialties, self.sites = specialties_of(wanted), sites_of(wanted)

    def problems(self, institution_id: int, values: Mapping[str, Any], before: Mapping[str, Any]) -> dict[str, str]:
        """Field key → sentence for a specialty or site that the institution does not have, and what does not fit.

        `before`: the values that stand; a specialty that is suspended stays with those who are in it.
        """
        found = rules.unfit(values)
        specialties, sites = self.specialties[institution_id], self.sites[institution_id]
        specialty = values.get("specialty")
        if specialty and specialty not in specialties:
            offered = "、".join(base.specialty.name for base in specialties.values()) or "（尚未登记专业基地）"
            found["specialty"] = f"本基地没有该专业的专业基地，可填：{offered}。"
        elif specialty and specialties[specialty].suspended_on and specialty != before.get("specialty"):
            base = specialties[specialty]
            found["specialty"] = (
                f"本基地的{base.unit.name}自 {base.suspended_on} 起暂停招收（{base.suspended_reason}），"
                "不能新增该专业的住院医师，请选择其他专业。"
            )
        if values.get("site") and values["site"] not in sites:
            offered = "、".join(sites) or "（本基地尚未登记协同单位，请留空）"
            found["site"] = f"“{values['site']}”不是本基地已登记的协同单位，可填：{offered}。"
        return found

    def unfit(self, training: Training, new: Mapping[str, Any]) -> str | None:
        """The sentences for one record as it would stand, or None."""
        before = training_values(training)
        return " ".join(self.problems(training.institution_id, {**before, **new}, before).values()) or None


class Decided:
    """What of some trainings an authority decided on; loaded at once (REC-41 to REC-43)."""

    def __init__(self, trainings: Sequence[Training]):
        self._decisions = [load(trainings) for load in DECISIONS]

    def problems(
        self, training: Training, values: Mapping[str, Any], places: Places, institution_id: int
    ) -> dict[str, str]:
        """Field key → why these values, at this base, are not what was decided."""
        base = places.specialties[institution_id].get(values.get("specialty") or "")
        found: dict[str, str] = {}
        for decision in self._decisions:
            found |= decision(training, values, base.specialty if base else None)
        return found


def resolve_trainings(rows: Sequence[dict[str, Any]], *, by: Actor) -> Resolution:
    """The training sheet's rehearsal: finds each row's record in this intake and gives the row its key («pk»)."""
    found = _found(rows, intake_visible_to(by), by)
    return _rehearsed(
        rows, found, by, f"本基地 {intake_year()} 年招收名单中没有此人，请先导入住院医师账号，或核对证件号码。"
    )


def resolve_updates(rows: Sequence[dict[str, Any]], *, by: Actor) -> Resolution:
    """The update sheet's rehearsal, in the second part: training information and training status (REP-32)."""
    found = _found(rows, managed_visible_to(by), by)
    resolution = _rehearsed(rows, found, by, "“住院医师信息管理”中没有此人，请核对证件号码；漏报的请先补录账号。")
    trainings = {t.pk: t for t in found if t}
    changes, refused = status_changes(rows, trainings)
    refused |= {position: ("status", why) for position, why in _judged(changes, rows, trainings, by).items()}
    for position, row in enumerate(rows):
        if position in refused:
            resolution.refused.setdefault(position, refused[position])
        elif position in resolution.existing:
            training, changed = trainings[row["pk"]], position in changes
            standing = {key: None if changed else row.get(key) for key in STATUS_KEYS[1:]}
            resolution.existing[position] = {**resolution.existing[position], "status": training.status, **standing}
    return resolution


def _judged(
    changes: Mapping[int, NewStatus], rows: Sequence[Row], trainings: Mapping[int, Training], by: Actor
) -> dict[int, str]:
    """Position → why the status of that row cannot be changed so."""
    by_key = {rows[position]["pk"]: change for position, change in changes.items()}
    why = judge_changes([trainings[key] for key in by_key], by_key, by)
    return {position: why[rows[position]["pk"]] for position in changes if rows[position]["pk"] in why}


def status_changes(
    rows: Sequence[Row], trainings: Mapping[int, Training]
) -> tuple[dict[int, NewStatus], dict[int, tuple[str, str]]]:
    """Index of a row that changes the status → the change, and index → (field, sentence) where that is half filled.

    A row with the present status, or with none, changes nothing; `trainings` by the key that the row names.
    """
    changes, refused = {}, {}
    for index, row in enumerate(rows):
        training = trainings.get(row.get("pk") or 0)
        status, reason, starts_on, ends_on, note = (row.get(key) for key in STATUS_KEYS)
        if training is None or status == training.status:
            continue
        if status and reason and starts_on:
            changes[index] = NewStatus(status, reason, starts_on, ends_on, note or "")
        elif status or reason or starts_on or ends_on:
            named = {"status": status, "status_reason": reason, "status_starts_on": starts_on}
            first = next(key for key, value in named.items() if not value)
            refused[index] = (first, "变更培训状态时，请一并填写培训状态、变更原因和变更日期。")
    return changes, refused


def _found(rows: Sequence[Row], visible: "QuerySet[Training]", by: Actor) -> list[Training | None]:
    """The record of each row at the actor's base; of several the one that binds the person, else the newest."""
    indexes = document_indexes(rows)
    mine = visible.filter(institution=by.unit_id, person__document_index__in=listed(indexes, "bytea"))
    ordered = sorted(mine.select_related(*JOINED), key=lambda training: (training.status in BOUND, training.pk))
    found = {training.person.document_index: training for training in ordered}
    return [found.get(index) for index in indexes]


def _rehearsed(rows: Sequence[dict[str, Any]], found: Sequence[Training | None], by: Actor, absent: str) -> Resolution:
    known = [t for t in found if t]
    openings, places, decided = openings_of(known), Places([by.unit.pk]), Decided(known)
    resolution = Resolution()
    for position, (row, training) in enumerate(zip(rows, found, strict=True)):
        if training is None:
            resolution.refused[position] = ("document_number", absent)
        elif why := _other_person(row, training) or _unsavable(row, training, openings[training.pk], places, decided):
            resolution.refused[position] = why
        else:
            row["pk"] = training.pk
            resolution.existing[position] = training_values(training)
    return resolution


def _other_person(row: Row, training: Training) -> tuple[str, str] | None:
    if row.get("name") and training.person.name != row["name"]:
        return "name", "与该证件号码已登记的姓名不一致，请核对姓名和证件号码。"
    if row.get("document_type") and training.person.document_type != row["document_type"]:
        return "document_type", "与该证件号码已登记的证件类别不一致，请核对证件类别和号码。"
    return None


def _unsavable(
    row: Row, training: Training, opening: Opening, places: Places, decided: Decided
) -> tuple[str, str] | None:
    if why := rules.may_edit(training, opening):
        return "", why
    filled = {key: value for key, value in row.items() if value is not None}
    if "specialty" in filled and (why := rules.may_change_specialty(training, opening, filled["specialty"])):
        return "specialty", why
    before = training_values(training)
    after = {**before, **filled}
    problems = places.problems(training.institution_id, after, before)
    problems = decided.problems(training, after, places, training.institution_id) | problems
    return next(iter(problems.items()), None)
