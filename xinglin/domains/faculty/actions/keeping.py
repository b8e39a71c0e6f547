"""Training, incidents and yearly verdicts, recorded by the teaching department (FAC-07, FAC-09, FAC-10)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.files.actions import attach, release
from xinglin.kit import calendar

from .. import rules
from ..models import Certificate, Incident, Supervisor, YearVerdict
from ..queries.keeping import CertificateRows, VerdictRows

Row = Mapping[str, Any]


@action("faculty.certificates_imported", "师资培训证书导入")
def import_certificates(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Courses of supervisors named by document and name; one that stands changes its number and validity."""
    known, outcome, fresh, changed = CertificateRows(rows, by, lock=True), Outcome(), {}, []
    for index, row in enumerate(rows):
        verdict = known.judge(index, row)
        if verdict.refused:
            outcome.refused[index] = verdict.refused[1]
        elif verdict.standing is None and verdict.supervisor:
            fresh[index] = _certificate(verdict.supervisor, row, by)
            outcome.done.append(index)
        elif verdict.standing and _renew(verdict.standing, row):
            changed.append(verdict.standing)
            outcome.done.append(index)
        else:
            outcome.unchanged.append(index)
    Certificate._base_manager.bulk_create(fresh.values())
    rewrite(changed, ["number", "valid_until"])
    outcome.records = {index: made.pk for index, made in fresh.items()}
    return outcome


@action("faculty.certificates_added", "登记师资培训证书")
def add_certificates(supervisors: "QuerySet[Supervisor]", values: Mapping[int, Row], *, by: Actor) -> Outcome:
    """One course each: supervisor key → values."""
    found, today = claim(supervisors, by, rules.MANAGE, "person"), calendar.today()
    standing = set(
        Certificate._base_manager.filter(supervisor__in=found).values_list("supervisor", "level", "course", "issued_on")
    )
    outcome = Outcome(labels={each.pk: each.person.name for each in found})
    for each in found:
        row = values[each.pk]
        key = (each.pk, int(row["level"]), row["course"], row["issued_on"])
        if why := rules.why_not_certificate(row, today):
            outcome.refused[each.pk] = why
        elif key in standing:
            outcome.refused[each.pk] = "该培训已登记过，请核对培训班名称和发证日期。"
        else:
            outcome.done.append(each.pk)
    chosen = {each.pk: each for each in found}
    if scans := {values[pk]["scan"] for pk in outcome.done if values[pk].get("scan")}:
        attach(scans, by=by, kinds=("teaching-certificate",))
    Certificate._base_manager.bulk_create(_certificate(chosen[pk], values[pk], by) for pk in outcome.done)
    return outcome


@action("faculty.certificates_removed", "删除师资培训证书")
def remove_certificates(certificates: "QuerySet[Certificate]", *, by: Actor) -> Outcome:
    """Take back what was recorded by mistake; history keeps it."""
    found = claim(certificates, by, rules.MANAGE, "supervisor__person")
    scans = {each.scan_id for each in found if each.scan_id}
    Certificate._base_manager.filter(pk__in=[each.pk for each in found]).delete()
    if gone := scans.difference(Certificate._base_manager.filter(scan__in=scans).values_list("scan", flat=True)):
        release(gone, by=by)
    return Outcome(done=[each.pk for each in found], labels={each.pk: each.supervisor.person.name for each in found})


def _certificate(supervisor: Supervisor, row: Row, by: Actor) -> Certificate:
    return Certificate(
        supervisor=supervisor,
        institution_id=supervisor.institution_id or 0,
        province_id=supervisor.province_id or 0,
        level=int(row["level"]),
        course=row["course"],
        number=row.get("number") or "",
        issued_on=row["issued_on"],
        valid_until=row.get("valid_until"),
        scan_id=row.get("scan") or None,
        recorded_by=by.name,
    )


def _renew(standing: Certificate, row: Row) -> bool:
    before = (standing.number, standing.valid_until)
    standing.number = row.get("number") or standing.number
    standing.valid_until = row.get("valid_until") or standing.valid_until
    return (standing.number, standing.valid_until) != before


@action("faculty.incidents_recorded", "登记医疗损害、教学事故")
def record_incidents(supervisors: "QuerySet[Supervisor]", values: Mapping[int, Row], *, by: Actor) -> Outcome:
    """One incident each, with evidence: supervisor key → values. It counts at once for the conditions (FAC-10)."""
    found, today = claim(supervisors, by, rules.MANAGE, "person"), calendar.today()
    outcome = Outcome.judged((each.pk, rules.why_not_incident(values[each.pk], today)) for each in found)
    outcome.labels = {each.pk: each.person.name for each in found}
    chosen = [each for each in found if each.pk not in outcome.refused]
    attach({values[each.pk]["evidence"] for each in chosen}, by=by, kinds=("incident-evidence",))
    names = ("kind", "gravity", "happened_on", "description")
    Incident._base_manager.bulk_create(
        Incident(
            supervisor=each,
            institution_id=each.institution_id or 0,
            province_id=each.province_id or 0,
            evidence_id=values[each.pk]["evidence"],
            recorded_by=by.name,
            **{name: values[each.pk][name] for name in names},
        )
        for each in chosen
    )
    return outcome


@action("faculty.incidents_withdrawn", "撤销医疗损害、教学事故")
def withdraw_incidents(incidents: "QuerySet[Incident]", *, comment: str, by: Actor) -> Outcome:
    """What was recorded wrongly counts no more; it stays readable with the reason."""
    found = claim(incidents, by, rules.MANAGE, "supervisor__person")
    outcome = Outcome.judged((each.pk, rules.may_withdraw(each, comment)) for each in found)
    outcome.labels = {each.pk: each.supervisor.person.name for each in found}
    gone = Incident._base_manager.filter(pk__in=outcome.done)
    gone.update(withdrawn_at=timezone.now(), withdrawn_by=by.name, withdrawn_for=comment.strip())
    return outcome


@action("faculty.verdicts_imported", "带教质量年度评估导入")
def import_verdicts(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """What residents' ratings of a year came to; the same year again corrects it. Keys are indexes of `rows`."""
    known, outcome, fresh, changed = VerdictRows(rows, by, lock=True), Outcome(), {}, []
    for index, row in enumerate(rows):
        verdict = known.judge(index, row)
        said = (row["result"], row["answers"])
        if verdict.refused:
            outcome.refused[index] = verdict.refused[1]
        elif verdict.standing is None and verdict.supervisor:
            fresh[index] = _verdict(verdict.supervisor, row, by)
            outcome.done.append(index)
        elif verdict.standing and (verdict.standing.result, verdict.standing.answers) != said:
            verdict.standing.result, verdict.standing.answers = said
            changed.append(verdict.standing)
            outcome.done.append(index)
        else:
            outcome.unchanged.append(index)
    YearVerdict._base_manager.bulk_create(fresh.values())
    rewrite(changed, ["result", "answers"])
    outcome.records = {index: made.pk for index, made in fresh.items()}
    return outcome


@action("faculty.verdicts_recorded", "带教质量年度评估登记")
def record_verdicts(
    supervisors: "QuerySet[Supervisor]", values: Mapping[int, Mapping[int, Row]], *, by: Actor
) -> Outcome:
    """The same of results that the product has counted: supervisor key → year → "result" and "answers" (FAC-09)."""
    found = claim(supervisors, by, rules.MANAGE, "person")
    rows = YearVerdict._base_manager.filter(supervisor__in=found).select_for_update().order_by("pk")
    standing = {(each.supervisor_id, each.year): each for each in rows}
    fresh, changed = [], []
    for each in found:
        for year, row in values[each.pk].items():
            known = standing.get((each.pk, year))
            if known is None:
                fresh.append(_verdict(each, {**row, "year": year}, by))
            else:
                known.result, known.answers = row["result"], row["answers"]
                known.recorded_at, known.recorded_by = timezone.now(), by.name
                changed.append(known)
    YearVerdict._base_manager.bulk_create(fresh)
    rewrite(changed, ["result", "answers", "recorded_at", "recorded_by"])
    return Outcome(done=[each.pk for each in found], labels={each.pk: each.person.name for each in found})


def _verdict(supervisor: Supervisor, row: Row, by: Actor) -> YearVerdict:
    return YearVerdict(
        supervisor=supervisor,
        institution_id=supervisor.institution_id or 0,
        province_id=supervisor.province_id or 0,
        year=row["year"],
        result=row["result"],
        answers=row["answers"],
        recorded_by=by.name,
    )
