"""What a physician has filled in, what it lacks, and what is open to him; for many at once (ASM-20 to ASM-23)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from xinglin.domains.people.public import DOCUMENT_NUMBER, DOCUMENT_TYPE, NAME, shown_field, values_of
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible
from xinglin.engines.fields import Field, missing
from xinglin.engines.review.copies import Answer as Line
from xinglin.engines.review.copies import Form, Section
from xinglin.kit.calendar import elapsed, shown

from .. import windows
from ..enums import Answer, AttachmentKind, ConductKind
from ..fields import BASIC_INFORMATION, EDUCATION, PERSONAL, PERSONAL_REPORT, PRACTICE, SELF_ASSESSMENT
from ..models import (
    Attachment,
    ChangeRequest,
    ConductRecord,
    Enrolment,
    Experience,
    InstitutionProfile,
    ProcedureReason,
    ProvinceRules,
    SelfAssessment,
    TestResult,
)
from ..rules import ENTRUSTED, OWN, VIEW
from ..rules import enrolling as rules
from .cycles import profiles_of, rules_of_provinces
from .timing import Times, reopened

JOINED = (
    *("physician__person", "cycle", "case", "institution", "province"),
    *("department", "agency", "reason"),
)


def own_enrolments(actor: Actor) -> "QuerySet[Enrolment]":
    """A physician's own, the newest first."""
    return visible(Enrolment, actor, OWN).select_related(*JOINED).order_by("-cycle__starts_on", "-pk")


def enrolments_visible_to(actor: Actor) -> "QuerySet[Enrolment]":
    """All those under the actor's unit or entrusted to it; a physician's own."""
    right = next((each for each in (VIEW, ENTRUSTED, OWN) if actor.may(each)), OWN)
    return visible(Enrolment, actor, right)


def own_requests(actor: Actor) -> "QuerySet[ChangeRequest]":
    """His requests to change what he has submitted, the newest first."""
    return visible(ChangeRequest, actor, OWN).order_by("-pk")


def own_waiting(actor: Actor) -> list[Enrolment]:
    """Those of his own that he has to submit and can submit now."""
    rows = list(own_enrolments(actor).filter(cycle__closed_at=None))
    shut = why_not_fill(rows)
    return [row for row in rows if row.pk not in shut]


@dataclass
class Dossier:
    """One enrolment with everything that was filled in, and what the system knows beside it."""

    enrolment: Enrolment
    standing: rules.Standing
    statement: SelfAssessment
    experiences: list[Experience] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    records: list[ConductRecord] = field(default_factory=list)  # of the cycle

    @property
    def revision(self) -> int:
        """Counts saved changes of any part, those of the person too."""
        return self.enrolment.revision + self.enrolment.physician.person.revision

    @cached_property
    def ways(self) -> list[rules.Way]:
        """Every procedure with its conditions as of today."""
        return rules.procedures(self.standing)

    @property
    def way(self) -> rules.Way | None:
        """The procedure chosen, on its ground."""
        mine = self.enrolment
        key = rules.way_key(mine.procedure, mine.ground, mine.reason_id)
        return next((way for way in self.ways if way.key == key), None)

    def basic(self) -> dict[str, Any]:
        """Values of 基本信息."""
        person = values_of(self.enrolment.physician.person, PERSONAL)
        return person | {EDUCATION.key: self.enrolment.education_code}

    def practice(self) -> dict[str, Any]:
        """Values of 执业信息; the department by its key."""
        mine = self.enrolment
        found = {f.key: getattr(mine, f.key) for f in PRACTICE if f.key != "department"}
        return found | {"department": str(mine.department_id or "")}

    def kinds(self) -> dict[str, str]:
        """Kinds of attachments that are asked for or there already → the proof that must be uploaded, or nothing."""
        needed = {self.way.kind: self.way.proof} if self.way and self.way.kind else {}
        there = dict.fromkeys((each.kind for each in self.attachments), "")
        return {**there, **dict.fromkeys((AttachmentKind.REPORT, AttachmentKind.OTHER), ""), **needed}

    def gaps(self) -> list[tuple[str, str]]:
        """(part, what to do), in the order of the parts: what keeps it from being submitted."""
        found = [("basic", f.required_message) for f in missing(BASIC_INFORMATION, self.basic())]
        found += [("practice", f.required_message) for f in missing(PRACTICE, self.practice())]
        if not self.experiences:
            found.append(("experience", "请至少填写一段执业经历"))
        statement = values_of(self.statement, SELF_ASSESSMENT)
        found += [("assessment", f.required_message) for f in missing(SELF_ASSESSMENT, statement)]
        return found + self._procedure_gaps()

    def _procedure_gaps(self) -> list[tuple[str, str]]:
        way, found = self.way, []
        there = {each.kind for each in self.attachments}
        if way is None:
            found.append(("procedure", "请选择考核程序"))
        elif why := way.why_not:
            found.append(("procedure", why.rstrip("。")))
        if not self.statement.personal_report and AttachmentKind.REPORT not in there:
            found.append(("report", "请填写个人述职，或在“附件”中上传述职报告"))
        if way and way.kind and way.kind not in there:
            found.append(("attachments", f"请上传{way.proof}"))
        return found


def dossiers_of(enrolments: Iterable[Enrolment]) -> dict[int, Dossier]:
    """Whole dossiers by key, in a constant number of statements. The enrolments come with JOINED."""
    rows = list(enrolments)
    keys = [row.pk for row in rows]
    statements = {each.enrolment_id: each for each in SelfAssessment._base_manager.filter(enrolment__in=keys)}
    records = ConductRecord._base_manager.filter(physician__in={row.physician_id for row in rows})
    conduct = _grouped(records, "physician_id")
    provinces = {row.province_id for row in rows}
    figures, reasons = rules_of_provinces(provinces), _reasons(rows)
    found = {
        row.pk: Dossier(
            row,
            _standing(row, conduct.get(row.physician_id, []), figures[row.province_id], reasons),
            statements.get(row.pk) or SelfAssessment(enrolment=row),
        )
        for row in rows
    }
    for experience in Experience._base_manager.filter(enrolment__in=keys):
        found[experience.enrolment_id].experiences.append(experience)
    for attachment in Attachment._base_manager.filter(enrolment__in=keys).select_related("upload"):
        found[attachment.enrolment_id].attachments.append(attachment)
    for dossier in found.values():
        own = conduct.get(dossier.enrolment.physician_id, [])
        dossier.records = [each for each in own if dossier.standing.within([each.closed_on])]
    return found


def _grouped(rows: Iterable[Any], name: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


def _reasons(rows: Sequence[Enrolment]) -> list[ProcedureReason]:
    provinces = {row.province_id for row in rows}
    return list(ProcedureReason.objects.filter(Q(province=None) | Q(province__in=provinces)))


def _standing(
    row: Enrolment, records: Sequence[ConductRecord], figures: ProvinceRules, reasons: Sequence[ProcedureReason]
) -> rules.Standing:
    def days(kind: ConductKind) -> list[date]:
        return [each.closed_on for each in records if each.kind == kind]

    return rules.Standing(
        day=localdate(),
        starts_on=row.cycle.starts_on,
        ends_on=row.cycle.ends_on,
        first_registered_on=row.physician.first_registered_on,
        commended_years=figures.commended_years,
        clean_years=figures.clean_years,
        commendations=days(ConductKind.COMMENDATION),
        adverse=days(ConductKind.ADVERSE),
        reasons=[each for each in reasons if each.province_id in (None, row.province_id)],
        claimed=row.reason_id,
    )


def contacts_of(enrolment: Enrolment) -> list[tuple[str, InstitutionProfile]]:
    """Whom a physician asks: his institution and the agency, as they confirmed themselves in the cycle."""
    roles = {enrolment.institution_id: "所在机构"}
    if enrolment.agency_id:
        roles.setdefault(enrolment.agency_id, "考核机构")
    found = profiles_of(enrolment.cycle, roles)
    return [(title, found[key]) for key, title in roles.items() if key in found and found[key].confirmed_at]


def why_not_fill(enrolments: Iterable[Enrolment]) -> dict[int, str]:
    """Those that cannot be filled in now, and why. Three statements."""
    rows = list(enrolments)
    times, opened = Times(rows), reopened(rows)
    judged = (
        (
            row.pk,
            rules.may_fill(
                row,
                times.of(windows.ENROLMENT, row),
                times.of(windows.REVIEW, row),
                is_reopened=row.pk in opened,
            ),
        )
        for row in rows
    )
    return {key: why for key, why in judged if why}


def why_not_change(enrolment: Enrolment) -> str | None:
    """Why he cannot ask to change it now (ASM-23)."""
    return why_not_changes([enrolment], {enrolment.pk: "-"}).get(enrolment.pk)


def why_not_changes(enrolments: Iterable[Enrolment], texts: Mapping[int, str]) -> dict[int, str]:
    """Those for which no change can be asked in these words, and why. Five statements."""
    rows = list(enrolments)
    keys, times, opened = [row.pk for row in rows], Times(rows), reopened(rows)
    asked = ChangeRequest._base_manager.filter(enrolment__in=keys, state=Answer.WAITING)
    waiting = set(asked.values_list("enrolment", flat=True))
    tested = set(TestResult._base_manager.filter(enrolment__in=keys).values_list("enrolment", flat=True))
    judged = (
        (
            row.pk,
            rules.may_ask_change(
                row,
                times.of(windows.REVIEW, row),
                is_waiting=row.pk in waiting,
                is_reopened=row.pk in opened,
                is_tested=row.pk in tested,
                text=texts[row.pk],
            ),
        )
        for row in rows
    )
    return {key: why for key, why in judged if why}


def unsubmittable(enrolments: Sequence[Enrolment]) -> dict[int, str]:
    """Those that cannot be submitted, and why."""
    found = why_not_fill(enrolments)
    dossiers = dossiers_of(row for row in enrolments if row.pk not in found)
    for key, dossier in dossiers.items():
        no_agency = None if dossier.enrolment.agency_id else rules.NO_AGENCY
        if why := rules.why_incomplete(dossier.gaps()) or no_agency:
            found[key] = why
    return found


def unreviewable(enrolments: Sequence[Enrolment], *, by: Actor) -> dict[int, str]:
    """Those that wait for the physician, who was allowed to change them (ASM-23). One statement."""
    why = "已同意该医师修改报名信息，请待其重新提交后再审。"
    return dict.fromkeys(reopened(enrolments), why)


def enrolment_forms(enrolments: Sequence[Enrolment]) -> dict[int, Form]:
    """What those who review read, and what stays."""
    return {key: Form(sections=sections_of(dossier)) for key, dossier in dossiers_of(enrolments).items()}


def sections_of(dossier: Dossier) -> list[Section]:
    """A dossier as a copy keeps it and a page shows it."""
    practice, department = dossier.practice(), dossier.enrolment.department
    lines = [shown_field("practice", f, practice[f.key]) for f in PRACTICE if f.relevant(practice)]
    for line in lines:
        if line["key"] == "practice.department":
            line["shown"] = department.name if department else ""
    if dossier.enrolment.title_since:
        years, _ = elapsed(dossier.enrolment.title_since, localdate())
        lines.append(_line("practice.title_years", "职称任职年限", f"{years} 年"))
    statement = values_of(dossier.statement, (*SELF_ASSESSMENT, PERSONAL_REPORT))
    written = [shown_field("assessment", f, statement[f.key]) for f in SELF_ASSESSMENT]
    return [
        _section("basic", _person_lines(dossier)),
        _section("practice", [*lines, *registered_lines(dossier)]),
        _section("experience", [_experience(n, each) for n, each in enumerate(dossier.experiences, 1)]),
        _section("assessment", written),
        _section("conduct", [_record(each) for each in dossier.records]),
        _section("procedure", _procedure_lines(dossier)),
        _section("report", [shown_field("report", PERSONAL_REPORT, statement["personal_report"])]),
        _section("attachments", _files(dossier)),
    ]


def _section(key: str, lines: list[Line]) -> Section:
    return {"key": key, "title": rules.PARTS[key], "fields": lines, "tab": rules.TABS[key]}


def _person_lines(dossier: Dossier) -> list[Line]:
    fixed: tuple[Field, ...] = (NAME, DOCUMENT_TYPE, DOCUMENT_NUMBER)
    known = values_of(dossier.enrolment.physician.person, fixed)
    basic = dossier.basic()
    lines = [shown_field("basic", f, known[f.key]) for f in fixed]
    return lines + [shown_field("basic", f, basic[f.key]) for f in BASIC_INFORMATION]


def registered_lines(dossier: Dossier) -> list[Line]:
    """What stands in the registration beside what he fills in."""
    physician = dossier.enrolment.physician
    days = (("licensed_on", "执业证取得时间"), ("first_registered_on", "首次注册时间"))
    return [_line(f"practice.{name}", title, shown(getattr(physician, name))) for name, title in days]


def _experience(number: int, each: Experience) -> Line:
    until = shown(each.ends_on) if each.ends_on else "今"
    where = " ".join(part for part in (each.institution_name, each.department_name, each.post) if part)
    return _line(f"experience.{number}", f"第 {number} 段", f"{shown(each.starts_on)} 至{until}，{where}")


def _record(each: ConductRecord) -> Line:
    text = f"{shown(each.closed_on)}，{each.institution_name}：{each.outcome}"
    return _line(f"conduct.{each.pk}", ConductKind(each.kind).label, text)


def _procedure_lines(dossier: Dossier) -> list[Line]:
    way = dossier.way
    if way is None:
        return []
    figures = "；".join(condition.text for condition in way.conditions)
    return [
        {"key": "procedure.way", "title": "考核程序", "value": way.key, "shown": way.title},
        *([_line("procedure.conditions", "符合条件", figures)] if figures else []),
    ]


def _files(dossier: Dossier) -> list[Line]:
    by_kind = _grouped(dossier.attachments, "kind")
    return [
        {
            "key": f"attachments.{kind}",
            "title": AttachmentKind(kind).label,
            "value": [str(each.upload_id) for each in found],
            "shown": "、".join(each.upload.name for each in found),
            "upload": True,
        }
        for kind, found in by_kind.items()
    ]


def _line(key: str, title: str, text: str) -> Line:
    return {"key": key, "title": title, "value": text, "shown": text}
