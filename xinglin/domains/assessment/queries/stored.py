"""What this domain keeps of a physician, for the physician (PLT-102)."""

from xinglin.domains.people.public import personal_sections, records_of
from xinglin.domains.reference.public import labels
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible
from xinglin.engines.review.copies import Answer, Section
from xinglin.kit.calendar import shown

from ..enums import Result
from ..models import Enrolment, Physician
from ..rules import OWN
from .enrolling import dossiers_of, own_enrolments, sections_of
from .overseeing import own_results_visible_to


def assessment_sections_about(actor: Actor) -> list[Section]:
    """The person, the registration, what was filled in for each cycle, and the results that were published."""
    physician = _own(actor)
    if physician is None:
        return []
    record = records_of([physician.person])[physician.person_id]
    sections = [*personal_sections(record), _registration(physician)]
    for dossier in dossiers_of(list(own_enrolments(actor))).values():
        cycle = dossier.enrolment.cycle
        sections += [{**s, "title": f"{s['title']}（{cycle}）"} for s in sections_of(dossier) if s["key"] != "basic"]
    results = [_line(str(each.cycle), Result(each.result).label) for each in own_results_visible_to(actor)]
    return [*sections, Section(key="results", title="考核结果", fields=results)] if results else sections


def _registration(physician: Physician) -> Section:
    scopes = labels("practice_scope")
    facts = {
        "机构": physician.institution.name,
        "科室": physician.department.name if physician.department else "",
        "医师级别": labels("practice_grade").get(physician.grade, ""),
        "执业类别": labels("practice_category").get(physician.category, ""),
        "执业范围": "、".join(scopes.get(code, code) for code in physician.scopes),
        "医师执业证书编码": physician.practice_number,
        "执业证取得时间": shown(physician.licensed_on) if physician.licensed_on else "",
        "首次注册时间": shown(physician.first_registered_on) if physician.first_registered_on else "",
        "在岗情况": physician.get_duty_display(),
        "离岗原因": physician.duty_reason,
        "来源": physician.get_source_display(),
    }
    return Section(key="registration", title="执业注册", fields=[_line(*fact) for fact in facts.items()])


def _line(title: str, text: str) -> Answer:
    return Answer(key=title, title=title, value=text, shown=text)


def assessment_keys_about(actor: Actor) -> dict[str, list[int]]:
    """What the audit log calls one's own records: label → keys."""
    physician = _own(actor)
    if physician is None:
        return {}
    enrolments = list(own_enrolments(actor).order_by().values_list("pk", flat=True))
    about = {Physician: [physician.pk], Enrolment: enrolments}
    return {model._meta.label_lower: keys for model, keys in about.items()} | {"people.person": [physician.person_id]}


def _own(actor: Actor) -> Physician | None:
    return visible(Physician, actor, OWN).select_related("person", "institution", "department").first()
