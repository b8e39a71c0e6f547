"""What this domain keeps of a supervisor, for the supervisor (PLT-102)."""

from collections.abc import Iterable

from xinglin.domains.people.public import personal_sections
from xinglin.engines.access.actor import Actor
from xinglin.engines.review.copies import Answer, Section

from ..fields import OWN_IDENTITY, OWN_WORK
from ..models import Application, Appointment, Certificate, Incident, Supervisor, YearVerdict
from .supervisors import appointments_of, certificates_of, own_supervisors, profiles_of


def teaching_sections_about(actor: Actor) -> list[Section]:
    """The person, and for each base the work information, terms, training, verdicts and incidents."""
    supervisors = list(own_supervisors(actor))
    profiles = profiles_of(supervisors)
    sections = personal_sections(profiles[supervisors[0].pk].record) if supervisors else []
    for row in supervisors:
        known = {**profiles[row.pk].identity(), **profiles[row.pk].work()}
        facts = {
            "医院": row.institution.name if row.institution else "",
            "科室": row.department.name if row.department else "",
            **{f.title: f.show(known[f.key]) for f in (*OWN_IDENTITY, *OWN_WORK) if known[f.key] not in (None, "")},
        }
        where = facts["医院"] or "未选择医院"
        sections.append(_section(f"师资信息（{where}）", facts.items()))
        if recorded := list(_recorded(row)):
            sections.append(_section(f"聘任、培训和评估（{where}）", recorded))
    return sections


def _recorded(row: Supervisor) -> Iterable[tuple[str, str]]:
    for term in appointments_of(row):
        yield f"聘任（{term.department.name}）", f"{term.starts_on} 至 {term.last_on} {term.dismissed_for}".strip()
    for course in certificates_of(row):
        yield f"{course.get_level_display()}培训", f"{course.course} {course.number}（{course.issued_on}）"
    for verdict in YearVerdict._base_manager.filter(supervisor=row).order_by("-year"):
        yield f"{verdict.year} 年度评估", verdict.get_result_display()
    for incident in Incident._base_manager.filter(supervisor=row).order_by("-happened_on", "-pk"):
        withdrawn = f"（已撤销：{incident.withdrawn_for}）" if incident.withdrawn_at else ""
        words = f"{incident.happened_on} {incident.get_gravity_display()}：{incident.description}{withdrawn}"
        yield incident.get_kind_display(), words


def _section(title: str, facts: Iterable[tuple[str, str]]) -> Section:
    lines = [Answer(key=f"{title}.{n}", title=name, value=text, shown=text) for n, (name, text) in enumerate(facts)]
    return Section(key=title, title=title, fields=lines)


def teaching_keys_about(actor: Actor) -> dict[str, list[int]]:
    """What the audit log calls one's own records: label → keys."""
    own = dict(own_supervisors(actor).order_by().values_list("pk", "person"))
    found = {Supervisor._meta.label_lower: list(own), "people.person": sorted(set(own.values()))} if own else {}
    for model in (Application, Appointment, Certificate, Incident, YearVerdict) if own else ():
        rows = model._base_manager.filter(supervisor__in=own)
        found[model._meta.label_lower] = list(rows.values_list("pk", flat=True))
    return found
