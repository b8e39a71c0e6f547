"""Physicians of one institution, each somewhere else between the first page and the review (ASM-20 to ASM-23)."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any
from uuid import UUID

from xinglin.demo import pictures
from xinglin.demo.scans import upload_scans
from xinglin.domains.assessment.public import (
    Department,
    Enrolment,
    ProcedureReason,
    ask_changes,
    choose_procedures,
    save_attachments,
    save_basic_information,
    save_experiences,
    save_practice,
    save_statements,
)
from xinglin.engines.access.actor import Actor, actor_of, system_actor
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.files.actions import take_in
from xinglin.engines.files.storing import NewFile
from xinglin.engines.review.actions import return_for_changes, submit

NOT_ON_CARD = date(1904, 6, 1)  # of those who have no resident identity card
BEGUN = 40  # the first in the institution's list have begun; those after them have filled in nothing yet
WORK = "本周期完成门诊 {0} 人次、住院 {1} 人次，参加急危重症抢救 {2} 次，无医疗事故。"
ETHICS = "遵守职业道德规范，尊重患者知情同意权，未收受红包、回扣，无有效投诉。"
REPORT = "本周期内服从科室安排，完成临床、教学和指令性任务，按时参加继续医学教育，医学文书合格。"


def enrol(unit: Unit, institution: Actor) -> None:
    """The first has half of it, a few are ready, most of the rest wait for the institution, by all three procedures;
    one was sent back, one asks for a change."""
    system = system_actor("示例数据")
    rows = (
        Enrolment.objects.filter(institution=unit, cycle__closed_at=None)
        .select_related("physician__person", "department", "cycle")
        .order_by("pk")
    )
    found = list(rows[:BEGUN])
    fill_in(found, unit, system, begun=1)
    general, simplified, exempt = _by_procedure(found, system)
    waiting = [*general[4:], *simplified, *exempt]  # the first of `general` is the one who can log in
    own = _own_actors(unit)
    for each in (*general[4:6], simplified[0], exempt[0]):
        submit(_rows([each]), by=own[each.physician.person.account_id or 0]).only()
    submit(_rows([each for each in waiting if each not in (*general[4:6], simplified[0], exempt[0])]), by=system)
    pinned = {"practice.title": "请按最近一次聘任填写。", "basic.portrait": "请上传近期免冠正面照。"}
    back = _rows([general[4]])
    return_for_changes(back, comment="职称与人事档案不符，请核对后重新提交。", field_comments=pinned, by=institution)
    asked = {general[5].pk: "“取得现任职称时间”填早了一年，申请改正。"}
    ask_changes(_rows([general[5]]), asked, by=own[general[5].physician.person.account_id or 0])


def _own_actors(unit: Unit) -> dict[int, Actor]:
    """Account → the physician himself."""
    held = Membership.objects.filter(unit=unit, role=Role.PHYSICIAN).select_related("unit", "account")
    return {each.account_id: actor_of(each, source="command") for each in held}


def _rows(found: Sequence[Enrolment]) -> Any:
    return Enrolment.objects.filter(pk__in=[each.pk for each in found])


def fill_in(found: Sequence[Enrolment], unit: Unit, by: Actor, *, begun: int = 0) -> None:
    """Everything but the procedure; of the first so many (`begun`) only what stands on the first page."""
    faces = [{"gender": each.physician.person.gender or "2", "document_type": ""} for each in found]
    scans = upload_scans(faces, own=False, by=by)
    basic = {
        each.pk: {
            "gender": face["gender"],
            "birth_date": each.physician.person.birth_date or NOT_ON_CARD,
            "ethnic_group": "01",
            "education_code": "14" if place % 3 else "21",
            "email": f"physician{place}@example.com",
            "mobile": each.physician.person.mobile,
            "portrait": scan["portrait"],
        }
        for place, (each, face, scan) in enumerate(zip(found, faces, scans, strict=True))
    }
    save_basic_information(_rows(found), basic, by=by)
    departments = list(Department.objects.filter(institution=unit, is_active=True).order_by("pk"))
    left = found[begun:]
    practices = {
        each.pk: _practice(each, each.department or departments[place % len(departments)], place)
        for place, each in enumerate(left)
    }
    save_practice(_rows(left), practices, by=by)
    save_experiences(_rows(left), {each.pk: [_experience(each, unit)] for each in left}, by=by)
    statements = {
        each.pk: {
            "work": WORK.format(2_600 + place * 37, 310 + place * 7, 4 + place % 9),
            "ethics": ETHICS,
            "personal_report": REPORT,
        }
        for place, each in enumerate(left)
    }
    save_statements(_rows(left), statements, by=by)


def _practice(each: Enrolment, department: Department, place: int) -> dict[str, Any]:
    physician = each.physician
    return {
        "department": str(department.pk),
        "specialty": department.services[0],
        "title": ("resident", "attending", "associate_chief")[place % 3],
        "title_since": date(2019 + place % 5, 9, 1),
        "post": "",
        "was_resident": place % 2 == 0,
        "grade": physician.grade,
        "category": physician.category,
        "scopes": physician.scopes,
    }


def _experience(each: Enrolment, unit: Unit) -> dict[str, Any]:
    return {"starts_on": each.physician.first_registered_on, "ends_on": None, "institution_name": unit.name}


def _by_procedure(found: Sequence[Enrolment], by: Actor) -> tuple[list[Enrolment], list[Enrolment], list[Enrolment]]:
    """Who has practised long enough takes the simplified procedure, some of the young are exempt."""
    long_ago = date(found[0].cycle.starts_on.year - 12, 1, 1)
    simplified = [each for each in found[1:] if (each.physician.first_registered_on or long_ago) < long_ago][:8]
    exempt = [each for each in found[1:] if each not in simplified][-4:]
    general = [each for each in found if each not in (*simplified, *exempt)]
    reason = ProcedureReason.objects.get(province=None, procedure="exempt", title__contains="规范化培训").pk
    ways = {each.pk: "simplified.experienced" for each in simplified} | {each.pk: f"exempt.{reason}" for each in exempt}
    ways |= {each.pk: "general" for each in general[1:]}
    outcome = choose_procedures(Enrolment.objects.filter(pk__in=ways), ways, by=by)
    assert not outcome.refused, outcome.refused  # noqa: S101 -- a fault of this module
    proofs = {each.pk: [("experience", _proof("医师执业证书.jpg", by))] for each in simplified}
    proofs |= {each.pk: [("exemption", _proof("培训合格证书.jpg", by))] for each in exempt}
    save_attachments(Enrolment.objects.filter(pk__in=proofs), proofs, by=by)
    return general, simplified, exempt


def _proof(name: str, by: Actor) -> UUID:
    new = NewFile("enrolment-proof", name, BytesIO(pictures.paper()), "image/jpeg")
    take_in([new], by=by)
    return new.uuid
