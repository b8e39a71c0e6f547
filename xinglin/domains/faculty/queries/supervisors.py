"""Supervisors, their profile in four parts, and what is known of them (FAC-02, FAC-05 to FAC-07)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery

from xinglin.domains.people.public import EducationLevel, Licence, Person, Record, education, records_of, values_of
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible
from xinglin.engines.fields import Field, Upload, missing
from xinglin.kit import calendar

from .. import rules
from ..enums import RequestState
from ..fields import CONTACT, LICENSED, OWN_IDENTITY, OWN_WORK, PERSONAL, PLACES, PRACTICE
from ..models import Appointment, Certificate, Incident, RosterRequest, Standard, Supervisor, YearVerdict
from ..rules.eligibility import Facts, Finding, findings

JOINED = ("person", "institution", "province", "department", "specialty")


def supervisors_visible_to(actor: Actor) -> "QuerySet[Supervisor]":
    """师资 under the actor's unit; with what lists ask for: appointment in force, training level."""
    return annotated(visible(Supervisor, actor, rules.VIEW)).select_related(*JOINED)


def own_supervisors(actor: Actor) -> "QuerySet[Supervisor]":
    """One's own row: that of the base one acts at, else the one that names no base, else the first."""
    mine = visible(Supervisor, actor, rules.OWN).select_related(*JOINED)
    return mine.order_by("-listed_at", "pk")


def own_supervisor(actor: Actor) -> Supervisor | None:
    """The one that belongs to the current identity: of its base, or of none."""
    found = list(own_supervisors(actor))
    return next((each for each in found if each.institution_id == actor.unit_id), found[0] if found else None)


def annotated(rows: "QuerySet[Supervisor]") -> "QuerySet[Supervisor]":
    """`appointed_until`: last day of the term in force; `valid_level`, `any_level`: of certificates good now, ever."""
    today = calendar.today()
    terms = Appointment._base_manager.filter(supervisor=OuterRef("pk"), starts_on__lte=today, last_on__gte=today)
    courses = Certificate._base_manager.filter(supervisor=OuterRef("pk")).order_by().values("supervisor")
    good = courses.exclude(valid_until__lt=today)
    return rows.annotate(
        appointed_until=Subquery(terms.values("last_on")[:1]),
        was_appointed=Exists(Appointment._base_manager.filter(supervisor=OuterRef("pk"))),
        valid_level=Subquery(good.annotate(highest=Max("level")).values("highest")),
        any_level=Subquery(courses.annotate(highest=Max("level")).values("highest")),
    )


def people_taught_by(actor: Actor) -> "QuerySet[Person]":
    """The people behind the supervisors whom the actor sees: their files are his to read."""
    return Person._base_manager.filter(pk__in=visible(Supervisor, actor, rules.VIEW).order_by().values("person"))


def appointments_visible_to(actor: Actor) -> "QuerySet[Appointment]":
    """聘任 under the actor's unit."""
    return visible(Appointment, actor, rules.VIEW).select_related("supervisor__person", "department")


def appointed_in(departments: Iterable[int], first: date, last: date | None = None) -> dict[int, list[Supervisor]]:
    """Department → supervisors appointed there on all days from `first` to `last`; one statement. For the rotation."""
    rows = Appointment._base_manager.filter(
        department__in=list(departments), starts_on__lte=first, last_on__gte=last or first
    )
    found: dict[int, list[Supervisor]] = {}
    for each in rows.select_related("supervisor__person").order_by("supervisor__person__name", "pk"):
        found.setdefault(each.department_id, []).append(each.supervisor)
    return found


def in_force(supervisors: Iterable[int], today: date) -> dict[int, Appointment]:
    """Supervisor → the term in force, or the next to come; one statement."""
    rows = Appointment._base_manager.filter(supervisor__in=list(supervisors), last_on__gte=today)
    return {each.supervisor_id: each for each in rows.order_by("-starts_on", "-pk") if each.last_on >= each.starts_on}


@dataclass
class Profile:
    """师资信息维护 of one supervisor: the four parts as they are now."""

    supervisor: Supervisor
    record: Record

    @property
    def revision(self) -> int:
        """Counts saved changes of any part."""
        return self.record.person.revision + self.supervisor.revision

    @property
    def licence(self) -> Licence:
        """证书信息, empty if there is none."""
        return self.record.licence or Licence()

    def identity(self) -> dict[str, Any]:
        """Values of 基本信息, with the document that some of its rules read."""
        own = values_of(self.supervisor, OWN_IDENTITY)
        return {**values_of(self.licence, LICENSED), **self.record.basic(), **own}

    def work(self) -> dict[str, Any]:
        """Values of 工作信息."""
        row = self.supervisor
        own = {f.key: getattr(row, f.key) for f in OWN_WORK if f.key != "specialty"}
        own["specialty"] = row.specialty.code if row.specialty else ""
        return {**own, "practice_number": self.licence.practice_number}

    def gaps(self) -> list[tuple[str, str]]:
        """(part key, what is missing there), in the order of the parts."""
        identity = self.identity()
        found = [("identity", f.title) for f in missing((*PERSONAL, *LICENSED, *OWN_IDENTITY), identity)]
        lacking = [f.title for f in missing(CONTACT, values_of(self.record.person, CONTACT))]
        if not lacking and self.supervisor.contact_saved_at is None:
            lacking = ["核对后保存一次"]
        found += [("contact", title) for title in lacking]
        found += [("education", title) for title in self._education_gaps()]
        places = {each.key: getattr(self.supervisor, f"{each.key}_id") for each in PLACES}
        found += [("work", each.title) for each in missing(PLACES, places)]
        found += [("work", f.title) for f in missing((*OWN_WORK, PRACTICE), self.work_asked(identity))]
        return found

    def work_asked(self, identity: dict[str, Any]) -> dict[str, Any]:
        """With what some of its rules read."""
        return {**identity, **self.work()}

    def _education_gaps(self) -> list[str]:
        if not self.record.educations:
            return ["至少一段学习经历"]
        rows = ((education(EducationLevel(level)), row) for level, row in self.record.educations.items())
        return [f"<{f.group}>{f.title}" for fields, row in rows for f in missing(fields, values_of(row, fields))]

    def titles(self) -> list[str]:
        """What is missing, by name alone."""
        return [title for _, title in self.gaps()]


def profiles_of(supervisors: Iterable[Supervisor]) -> dict[int, Profile]:
    """Supervisor → profile; two statements, people and their base joined."""
    rows = list(supervisors)
    records = records_of({row.person for row in rows})
    return {row.pk: Profile(row, records[row.person_id]) for row in rows}


def own_profile(actor: Actor) -> Profile | None:
    """One's own."""
    mine = own_supervisor(actor)
    return profiles_of([mine])[mine.pk] if mine else None


def facts_of(supervisors: Sequence[Supervisor]) -> dict[int, Facts]:
    """Supervisor → what the conditions look at; two statements."""
    found = {row.pk: Facts(row) for row in supervisors}
    for incident in Incident._base_manager.filter(supervisor__in=found, withdrawn_at=None).order_by("happened_on"):
        found[incident.supervisor_id].incidents.append(incident)
    for verdict in YearVerdict._base_manager.filter(supervisor__in=found):
        found[verdict.supervisor_id].verdicts.append(verdict)
    return found


def standards_of(provinces: Iterable[int | None], today: date) -> dict[int | None, Standard]:
    """Province → the conditions in force there; one statement."""
    wanted = set(provinces)
    rows = Standard.objects.filter(valid_from__lte=today).order_by("valid_from")
    latest: dict[int | None, Standard] = {row.province_id: row for row in rows}
    usual = latest.get(None) or Standard()
    return {province: latest.get(province, usual) for province in wanted}


def judged(supervisors: Sequence[Supervisor], today: date | None = None) -> dict[int, list[Finding]]:
    """Supervisor → every condition with its figures; three statements, whatever the number."""
    day = today or calendar.today()
    facts, standards = facts_of(supervisors), standards_of((row.province_id for row in supervisors), day)
    return {row.pk: findings(facts[row.pk], standards[row.province_id], day) for row in supervisors}


def waiting_for(supervisors: Iterable[int]) -> set[int]:
    """Supervisors about whom a request waits; one statement."""
    rows = RosterRequest._base_manager.filter(supervisor__in=list(supervisors), state=RequestState.WAITING)
    return set(rows.values_list("supervisor", flat=True))


def all_fields() -> tuple[Field, ...]:
    """Everything that 师资信息维护 asks, in its order."""
    return (*PERSONAL, *LICENSED, *OWN_IDENTITY, *CONTACT, *OWN_WORK, PRACTICE)


def needed_departments(departments: Sequence[int]) -> dict[int, int]:
    """Department → supervisors whose term there lasts or is to come; absent where there is none. One statement."""
    rows = Appointment._base_manager.filter(department__in=list(departments), last_on__gte=calendar.today())
    counted = rows.order_by().values("department").annotate(number=Count("supervisor", distinct=True))
    return dict(counted.values_list("department", "number"))


def appointments_of(supervisor: Supervisor) -> list[Appointment]:
    """His terms, the newest first; the caller has found him through a visible query."""
    rows = Appointment._base_manager.filter(supervisor=supervisor).select_related("department", "institution")
    return list(rows.order_by("-starts_on", "-pk"))


def certificates_of(supervisor: Supervisor) -> list[Certificate]:
    """His courses, the newest first; likewise."""
    return list(Certificate._base_manager.filter(supervisor=supervisor).order_by("-issued_on", "-pk"))


def shown_parts(profile: Profile) -> list[tuple[str, list[tuple[str, str, Any]]]]:
    """Part → (title, what is shown, key of the file) of every field that is asked for; sensitive ones masked."""
    identity, person, row = profile.identity(), profile.record.person, profile.supervisor
    work = profile.work_asked(identity)
    parts = [
        ("基本信息", _lines((*PERSONAL, *LICENSED, *OWN_IDENTITY), identity)),
        ("联系信息", _lines(CONTACT, values_of(person, CONTACT))),
    ]
    for level in EducationLevel:
        if found := profile.record.educations.get(level):
            fields = education(level)
            parts.append((level.label, _lines(fields, values_of(found, fields))))
    places = [("医院", str(row.institution or ""), None), ("科室", str(row.department or ""), None)]
    parts.append(("工作信息", [*places, *_lines((*OWN_WORK, PRACTICE), work)]))
    return parts


def _lines(fields: Iterable[Field], values: dict[str, Any]) -> list[tuple[str, str, Any]]:
    return [
        (f.title, f.show(value) if (value := values.get(f.key)) not in (None, "", []) else "", file_of(f, values))
        for f in fields
        if f.relevant(values)
    ]


def file_of(f: Field, values: dict[str, Any]) -> Any:
    """Key of the uploaded file, if it is one."""
    return values.get(f.key) if isinstance(f, Upload) else None


def unconfirmed(actor: Actor) -> "QuerySet[Supervisor]":
    """Appointed supervisors of one's base or department who have not confirmed their information this year."""
    if actor.unit.institution_id is None:
        return Supervisor._base_manager.none()
    today = calendar.today()
    terms = Appointment._base_manager.filter(supervisor=OuterRef("pk"), starts_on__lte=today, last_on__gte=today)
    rows = visible(Supervisor, actor, rules.VIEW).filter(Exists(terms))
    return rows.exclude(confirmed_on__year=today.year)
