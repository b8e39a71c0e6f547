"""What waits for institution and agency, and what they must know before they pass it on (ASM-30 to ASM-35)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.remembering import once_a_page
from xinglin.engines.access.visible import visible
from xinglin.engines.actions.sets import listed
from xinglin.engines.notices.queries import contacts_for
from xinglin.engines.review.copies import Answer as Line
from xinglin.engines.review.copies import Form, Section
from xinglin.engines.review.models import Decision, State
from xinglin.engines.review.models import Verdict as Word
from xinglin.kit.calendar import shown

from ..enums import Answer, ConductKind, Procedure, Progress
from ..models import ChangeRequest, ConductRecord, Enrolment, Opinion, Physician, Verdict
from ..rules import reviewing as rules
from ..rules.enrolling import REVIEW, SECOND_REVIEW, TABS
from .cycles import current_cycle, profile_of, profiles_of
from .enrolling import JOINED, dossiers_of, unreviewable


def adverse_in_cycle() -> "QuerySet[ConductRecord]":
    """Of the enrolment around it, for Exists."""
    return ConductRecord._base_manager.filter(
        physician=OuterRef("physician"),
        kind=ConductKind.ADVERSE,
        closed_on__gte=OuterRef("cycle__starts_on"),
        closed_on__lte=OuterRef("cycle__ends_on"),
    )


def reviewed_visible_to(actor: Actor) -> "QuerySet[Enrolment]":
    """What was ever submitted to the own institution in the current cycle."""
    rows = visible(Enrolment, actor, REVIEW).filter(cycle=current_cycle(actor.unit.province_id), case__isnull=False)
    return _for_lists(rows)


def second_reviewed_visible_to(actor: Actor) -> "QuerySet[Enrolment]":
    """What the agency is entrusted with and the institutions have passed on, now or before."""
    rows = visible(Enrolment, actor, SECOND_REVIEW).filter(case__isnull=False)
    return _for_lists(rows.exclude(progress__in=(Progress.FILLING, Progress.INSTITUTION)))


def _for_lists(rows: "QuerySet[Enrolment]") -> "QuerySet[Enrolment]":
    return rows.annotate(has_adverse=Exists(adverse_in_cycle())).select_related(*JOINED)


def requests_visible_to(actor: Actor) -> "QuerySet[ChangeRequest]":
    """报名信息修改申请 to the own institution in the current cycle."""
    rows = visible(ChangeRequest, actor, REVIEW).filter(enrolment__cycle=current_cycle(actor.unit.province_id))
    return rows.select_related(*(f"enrolment__{name}" for name in JOINED))


def conduct_visible_to(actor: Actor) -> "QuerySet[ConductRecord]":
    """执业行为记录 of the physicians under the actor's unit."""
    rows = visible(ConductRecord, actor, rules.CONDUCT)
    early = Enrolment._base_manager.filter(early_for=OuterRef("pk"))
    joined = ("physician__person", "physician__institution")
    return rows.annotate(is_assessed=Exists(early)).select_related(*joined)


def verdicts_of(enrolments: Iterable[Enrolment]) -> dict[int, dict[str, Verdict]]:
    """Enrolment → aspect → the verdict given since the last submission; one statement."""
    keys = listed([each.pk for each in enrolments], "bigint")
    found: dict[int, dict[str, Verdict]] = defaultdict(dict)
    rows = Verdict._base_manager.filter(enrolment__in=keys, given_at__gte=F("enrolment__case__submitted_at"))
    for row in rows:
        found[row.enrolment_id][row.aspect] = row
    return found


def sent_back(enrolments: Sequence[Enrolment]) -> set[int]:
    """Those that a higher level has given back to the one where they wait; one statement."""
    cases = ((each.pk, each.case) for each in enrolments if each.case and each.case.state == State.OPEN)
    again = {case.current_id: (key, case.round) for key, case in cases if case.round > 1}
    words = Decision._base_manager.filter(submission__in=list(again), verdict=Word.RETURN)
    said = set(words.values_list("submission", "round"))
    return {key for submission, (key, number) in again.items() if (submission, number - 1) in said}


def unpassable(enrolments: Sequence[Enrolment], *, by: Actor) -> dict[int, str]:
    """Those that lie with the physician again, whose procedure is not open to them, or on which a verdict lacks."""
    found = unreviewable(enrolments, by=by)
    left = [each for each in enrolments if each.pk not in found]
    dossiers, verdicts = dossiers_of(left), verdicts_of(left)
    for each in left:
        given = {aspect: (row.is_passed, row.reason) for aspect, row in verdicts.get(each.pk, {}).items()}
        if why := why_not_open(dossiers[each.pk]) or rules.why_not_verdicts(rules.asked_of(each), given):
            found[each.pk] = why
    return found


def why_not_open(dossier: Any) -> str | None:
    """Is the procedure that he chose still open to him? Else it is returned, and he chooses another (ASM-32)."""
    way = dossier.way
    lacking = [condition.text for condition in way.conditions if not condition.holds] if way else []
    if not lacking:
        return None
    return f"不符合“{way.title}”的条件：{'；'.join(lacking)}。请驳回，由医师改选其他程序。"


def adverse_numbers(enrolments: Iterable[Enrolment]) -> dict[int, int]:
    """Enrolment → how many adverse records of its cycle its physician has; absent where none. One statement."""
    rows = list(enrolments)
    records = ConductRecord._base_manager.filter(physician__in=[r.physician_id for r in rows], kind=ConductKind.ADVERSE)
    days: dict[int, list[Any]] = defaultdict(list)
    for physician, day in records.values_list("physician_id", "closed_on"):
        days[physician].append(day)
    numbers = {
        row.pk: sum(row.cycle.starts_on <= day <= row.cycle.ends_on for day in days[row.physician_id]) for row in rows
    }
    return {key: number for key, number in numbers.items() if number}


def verdict_forms(enrolments: Sequence[Enrolment]) -> dict[int, Form]:
    """The verdicts of this level, and at the institution what other institutions said. Two statements."""
    verdicts = verdicts_of(enrolments)
    opinions: dict[int, list[Opinion]] = defaultdict(list)
    for opinion in Opinion._base_manager.filter(enrolment__in=[each.pk for each in enrolments]):
        opinions[opinion.enrolment_id].append(opinion)
    return {each.pk: _form(each, verdicts.get(each.pk, {}), opinions[each.pk]) for each in enrolments}


def _form(enrolment: Enrolment, verdicts: Mapping[str, Verdict], opinions: Sequence[Opinion]) -> Form:
    is_first = rules.is_first(enrolment)
    lines = [
        _line(f"verdict.{aspect}", aspect.label, _word(verdicts[aspect]))
        for aspect in rules.asked_of(enrolment)
        if aspect in verdicts
    ]
    if is_first:
        lines += [_line(f"opinion.{each.pk}", "多执业机构其它意见", opinion_shown(each)) for each in opinions]
    key, title = ("institution", "机构评定") if is_first else ("agency", "考核机构评定")
    section = Section(key=f"{key}-verdicts", title=title, fields=lines, tab=TABS["assessment"])
    return Form(sections=[section] if lines else [])


def _word(verdict: Verdict) -> str:
    return "合格" if verdict.is_passed else f"不合格：{verdict.reason}"


def opinion_shown(opinion: Opinion) -> str:
    """«2026-11-20，某医院：…»."""
    return f"{shown(opinion.given_on)}，{opinion.institution_name}：{opinion.text}"


def _line(key: str, title: str, text: str) -> Line:
    return {"key": key, "title": title, "value": text, "shown": text}


@once_a_page
def waiting_numbers(actor: Actor) -> dict[str, int]:
    """待处理任务: procedure → how many wait for the institution; «changes» → requests (ASM-30)."""
    waiting = visible(Enrolment, actor, REVIEW).filter(
        cycle=current_cycle(actor.unit.province_id), progress=Progress.INSTITUTION
    )
    counted = waiting.order_by().values_list("procedure").annotate(number=Count("pk"))
    found = dict.fromkeys(Procedure.values, 0) | dict(counted)
    return found | {"changes": requests_visible_to(actor).filter(state=Answer.WAITING).count()}


def figures_of(actor: Actor) -> list[tuple[str, int, int]]:
    """考核进度: (title, how many, of how many) of those who take part in the current cycle (ASM-30). One statement."""
    cycle = current_cycle(actor.unit.province_id)
    right = REVIEW if actor.may(REVIEW) else SECOND_REVIEW
    rows = visible(Enrolment, actor, right).filter(cycle=cycle).order_by()
    past = (Progress.AGENCY, Progress.TEST, Progress.RESIT, Progress.DONE)
    found = rows.aggregate(
        all=Count("pk"),
        enrolled=Count("pk", filter=Q(progress__in=(Progress.INSTITUTION, *past))),
        reviewed=Count("pk", filter=Q(progress__in=past)),
        done=Count("pk", filter=Q(progress=Progress.DONE)),
    )
    titles = (("报名完成率", "enrolled"), ("审核完成率", "reviewed"), ("最终完成率", "done"))
    return [(title, found[key], found["all"]) for title, key in titles]


def contacts_of(actor: Actor) -> list[tuple[str, str, str, str]]:
    """Whom an institution asks: (what, unit, name, telephone) of its agency and of its authority (ASM-30)."""
    profile = profile_of(actor)
    if profile is None:
        return []
    agency = profiles_of(profile.cycle, [profile.agency_id]).get(profile.agency_id) if profile.agency_id else None
    of_agency = (agency.name, agency.contact, agency.contact_phone or "") if agency else ("尚未委托", "", "")
    above = next((each for each in contacts_for(actor) if each.unit_id == profile.authority_id), None)
    name = profile.authority.name if profile.authority else ""
    return [
        ("考核机构", *of_agency),
        ("隶属卫生行政机构", name, *((above.name, above.phone or "") if above else ("", ""))),
    ]


def records_of_cycle(enrolment: Enrolment) -> "QuerySet[ConductRecord]":
    """良好/不良执业行为记录 of its physician in its cycle, as they now stand. For one whom the actor sees."""
    days = (enrolment.cycle.starts_on, enrolment.cycle.ends_on)
    return ConductRecord._base_manager.filter(physician=enrolment.physician_id, closed_on__range=days)


def opinions_of(enrolment: Enrolment) -> "QuerySet[Opinion]":
    """多执业机构其它意见 on one that the actor sees."""
    return Opinion._base_manager.filter(enrolment=enrolment)


def physicians_by_number(actor: Actor, index: bytes | None) -> list[int]:
    """Keys of the physician with this document number, if the actor may put conduct on his record."""
    found = visible(Physician, actor, rules.CONDUCT).filter(person__document_index=index)
    return list(found.values_list("pk", flat=True))


def decisions_of_agency(actor: Actor) -> "QuerySet[Decision]":
    """What the agency itself has decided, closed cycles too: of the physicians it names them and shows nothing else."""
    if not actor.may(SECOND_REVIEW):
        return Decision._base_manager.none()
    mine = Enrolment._base_manager.filter(agency=actor.unit_id)
    rows = Decision._base_manager.filter(case__in=mine.values("case"), unit_id=actor.unit_id, step=Progress.AGENCY)
    of_case = Enrolment._base_manager.filter(case=OuterRef("case"))
    return rows.annotate(
        physician=Subquery(of_case.values("physician__person__name")), year=Subquery(of_case.values("cycle__year"))
    ).select_related("case__institution")
