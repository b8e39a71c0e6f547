"""Applications after admission as forms: what a submission freezes, with what was and what shall be (PLT-35)."""

from collections.abc import Iterable, Sequence
from typing import Any

from xinglin.domains.reference.public import labels
from xinglin.domains.training.public import ChangeReason, Training, TrainingStatus
from xinglin.engines.review.copies import Answer, Form, Section
from xinglin.kit.calendar import end_of_term, shown

from ..models import InformationChange, LengthReduction, ReductionProof, StatusRequest
from ..rules.following import MAIN, usual_years
from .following import proofs_of

TAB = "申请内容"  # all of it is read at one glance


def answer(key: str, title: str, value: Any, text: str | None = None) -> Answer:
    """One line; what is shown is the value unless said otherwise."""
    return Answer(key=key, title=title, value=value, shown=str(value or "") if text is None else text)


def file_answer(key: str, title: str, upload: Any) -> Answer:
    """One file; empty where there is none."""
    value = str(upload) if upload else None
    return Answer(key=key, title=title, value=value, shown="已上传" if value else "", upload=True)


def person_section(training: Training) -> Section:
    """Whose it is, and where he stands."""
    person = training.person
    category = labels("resident_category").get(training.resident_category, training.resident_category)
    return Section(
        key="person",
        title="学员",
        tab=TAB,
        fields=[
            answer("person.name", "姓名", person.name),
            answer("person.document", "证件号码", person.document_masked),
            answer("person.institution", "培训基地", training.institution.name),
            answer("person.specialty", "培训专业", training.specialty.name if training.specialty else ""),
            answer("person.intake_year", "招收年份", training.intake_year),
            answer("person.category", "人员类型", category),
            answer("person.status", "培训状态", TrainingStatus(training.status).label),
        ],
    )


def reduction_forms(reductions: Sequence[LengthReduction]) -> dict[int, Form]:
    """Request key → its form as the resident sends it up; one statement."""
    proofs = proofs_of(reductions)
    return {
        each.pk: Form(sections=[person_section(each.training), _shorter(each), _evidence(proofs[each.pk])])
        for each in reductions
    }


def _shorter(reduction: LengthReduction) -> Section:
    training = reduction.training
    years = training.training_years or usual_years(training.specialty)
    ends_on = end_of_term(training.starts_on, reduction.years) if training.starts_on else None
    return Section(
        key="reduction",
        title="减免申请",
        tab=TAB,
        fields=[
            answer("reduction.before", "现培训年限", f"{years} 年"),
            answer("reduction.years", "申请培训年限", f"{reduction.years} 年"),
            answer("reduction.starts_on", "培训开始日期", shown(training.starts_on)),
            answer("reduction.ends_before", "现培训结束日期", shown(training.ends_on)),
            answer("reduction.ends_on", "减免后培训结束日期", shown(ends_on)),
            answer("reduction.reason", "申请理由", reduction.reason),
        ],
    )


def _evidence(proofs: Iterable[ReductionProof]) -> Section:
    own = [proof for proof in proofs if not proof.by_base]
    return Section(key="proofs", title="培训证明材料", tab=TAB, fields=[_file(proof, n) for n, proof in enumerate(own)])


def _file(proof: ReductionProof, number: int) -> Answer:
    return file_answer(f"proofs.{'base' if proof.by_base else 'own'}{number}", proof.title, proof.upload_id)


def base_additions(reductions: Sequence[LengthReduction]) -> dict[int, Form]:
    """The base's own proof and its word (REC-41)."""
    proofs = proofs_of(reductions)
    found = {}
    for each in reductions:
        own = [proof for proof in proofs[each.pk] if proof.by_base]
        fields = [answer("base.note", "基地意见", each.base_note), *(_file(proof, n) for n, proof in enumerate(own))]
        found[each.pk] = Form(sections=[Section(key="base", title="基地证明材料", tab=TAB, fields=fields)])
    return found


def base_proofs_lacking(reductions: Sequence[LengthReduction], *, by: Any) -> dict[int, str]:
    """Has the base laid its own proof beside it (REC-41)?"""
    proofs = proofs_of(reductions)
    why = "请先上传基地出具的证明材料，再审核通过。"
    return {each.pk: why for each in reductions if not any(proof.by_base for proof in proofs[each.pk])}


def change_forms(changes: Sequence[InformationChange]) -> dict[int, Form]:
    """Request key → its form: every line says what was and what shall be."""
    return {
        each.pk: Form(
            sections=[
                person_section(each.training),
                Section(
                    key="change", title="变更内容", tab=TAB, fields=[*_changed(each), *_grounds(each, each.reason)]
                ),
            ]
        )
        for each in changes
    }


def _changed(change: InformationChange) -> list[Answer]:
    after = after_of(change)
    return [
        answer(f"change.{key}", title, after[title], f"{change.before.get(title) or '（空）'} → {after[title]}")
        for key, title in CHANGED.items()
        if title in after
    ]


CHANGED = {
    "resident_category": "人员类型",
    "employer_name": "选送单位",
    "employer_credit_code": "选送单位统一社会信用代码",
    "specialty": "培训专业",
    "target": "主要基地",
    "site": "协同单位",
}


def after_of(change: InformationChange) -> dict[str, str]:
    """Title → what shall be, as people read it; only what changes."""
    found = {
        "人员类型": labels("resident_category").get(change.resident_category, ""),
        "选送单位": change.employer_name,
        "选送单位统一社会信用代码": change.employer_credit_code,
        "培训专业": change.specialty.name if change.specialty else "",
        "主要基地": change.target.name if change.target else "",
        "协同单位": site_of(change),
    }
    return {title: text for title, text in found.items() if text}


def site_of(change: InformationChange) -> str:
    """Name of the site, or that it is the base itself; empty where it does not change."""
    return MAIN if change.site_id == change.institution_id else change.site.name if change.site else ""


def before_of(training: Training) -> dict[str, str]:
    """Title → what is, as people read it."""
    return {
        "人员类型": labels("resident_category").get(training.resident_category, ""),
        "选送单位": training.employer_name,
        "选送单位统一社会信用代码": training.employer_credit_code,
        "培训专业": training.specialty.name if training.specialty else "",
        "主要基地": training.institution.name,
        "协同单位": training.site.name if training.site else "",
    }


def _grounds(request: Any, reason: str) -> list[Answer]:
    return [answer("change.reason", "变更原因", reason), file_answer("change.proof", "证明材料", request.proof_id)]


def status_forms(requests: Sequence[StatusRequest]) -> dict[int, Form]:
    """Request key → its form."""
    found = {}
    for each in requests:
        before, after = TrainingStatus(each.training.status).label, TrainingStatus(each.status).label
        fields = [
            answer("change.status", "培训状态", after, f"{before} → {after}"),
            answer("change.cause", "变更原因", ChangeReason(each.reason).label),
            answer("change.starts_on", "变更日期", shown(each.starts_on)),
            answer("change.ends_on", "预计结束日期", shown(each.ends_on)),
            answer("change.target", "转入培训基地", each.target.name if each.target else ""),
            answer("change.note", "变更说明", each.note),
            file_answer("change.proof", "证明材料", each.proof_id),
        ]
        section = Section(key="change", title="变更内容", tab=TAB, fields=fields)
        found[each.pk] = Form(sections=[person_section(each.training), section])
    return found
