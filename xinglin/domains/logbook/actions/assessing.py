"""Scores, signatures and what follows from them (ROT-08)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from xinglin.domains.rotation.public import Stay, record_repeats, withdraw_repeats
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import UnitKind
from xinglin.engines.access.rights import Right
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.queries import members_of

from .. import rules
from ..models import AssessmentRule, EndOfRotationAssessment
from ..models.assessments import SCORES
from ..queries.assessing import Leavers, rules_for
from ..queries.records import OF_STAY, locked, stays_visible_to, teachers_of
from ..rules import assessing

Row = Mapping[str, Any]
WEIGHTS = ("theory_weight", "skill_weight", "daily_weight", "pass_mark")
Judge = Callable[[Stay, EndOfRotationAssessment | None], str | None]


def _judged(stays: "QuerySet[Stay]", by: Actor, right: Right, rule: Judge) -> tuple[Outcome, list[Stay]]:
    """The outcome, and the stays that pass; each has its assessment, as it was after the lock."""
    claimed = locked(stays, stays_visible_to(by, right), *OF_STAY, "assessment")
    outcome = Outcome.judged((stay.pk, rule(stay, _of(stay))) for stay in claimed)
    outcome.labels = {stay.pk: stay.stint.resident.training.person.name for stay in claimed}
    return outcome, [stay for stay in claimed if stay.pk not in outcome.refused]


def _of(stay: Stay) -> EndOfRotationAssessment | None:
    return getattr(stay, "assessment", None)


@action("logbook.scores_saved", "录入出科考核成绩")
def save_scores(stays: "QuerySet[Stay]", values: Mapping[int, Row], *, by: Actor) -> Outcome:
    """Stay key → scores (0 to 100) and comment; a key that is absent keeps what stands. Keys are those of the stays.

    Weights and passing mark are those that hold today at the base; the database computes the figure.
    """
    outcome, fit = _judged(stays, by, rules.SCORE, lambda _, assessment: assessing.may_score(assessment))
    held = rules_for({stay.stint.department.institution_id or 0 for stay in fit}, localdate())
    fresh: list[EndOfRotationAssessment] = []
    changed: list[EndOfRotationAssessment] = []
    for stay in fit:
        standing = _of(stay)
        assessment = standing or _new(stay)
        before = [getattr(assessment, name) for name in (*SCORES, "comment", *WEIGHTS)]
        for name in (*SCORES, "comment"):
            if name in values[stay.pk]:
                given = values[stay.pk][name]
                setattr(assessment, name, (given or "") if name == "comment" else given)
        for name in WEIGHTS:
            setattr(assessment, name, getattr(held[assessment.institution_id], name))
        if standing and before == [getattr(assessment, name) for name in (*SCORES, "comment", *WEIGHTS)]:
            outcome.unchanged.append(stay.pk)
            continue
        assessment.entered_at, assessment.entered_by = timezone.now(), by.name
        (changed if standing else fresh).append(assessment)
    outcome.done = [pk for pk in outcome.done if pk not in set(outcome.unchanged)]
    EndOfRotationAssessment._base_manager.bulk_create(fresh)
    rewrite(changed, [*SCORES, "comment", *WEIGHTS, "entered_at", "entered_by"])
    return outcome


def _new(stay: Stay) -> EndOfRotationAssessment:
    unit = stay.stint.department
    return EndOfRotationAssessment(
        stay=stay,
        training_id=stay.stint.resident.training_id,
        department=unit,
        institution_id=unit.institution_id or 0,
        province_id=unit.province_id or 0,
    )


@action("logbook.scores_imported", "出科考核成绩导入")
def import_scores(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """Scores of stays named by the resident and the first day; an empty cell says nothing. Keys are indexes."""
    known, outcome, values, places = Leavers(rows, by), Outcome(), {}, {}
    for index, row in enumerate(rows):
        verdict = known.judge(row)
        if isinstance(verdict, tuple):
            outcome.refused[index] = verdict[1]
        else:
            places[verdict.pk] = index
            values[verdict.pk] = {key: row[key] for key in (*SCORES, "comment") if row.get(key) is not None}
    saved = save_scores(Stay._base_manager.filter(pk__in=values), values, by=by)
    outcome.done = [places[pk] for pk in saved.done]
    outcome.unchanged = [places[pk] for pk in saved.unchanged]
    outcome.refused |= {places[pk]: why for pk, why in saved.refused.items()}
    outcome.records = {places[pk]: pk for pk in (*saved.done, *saved.unchanged)}
    return outcome


@action("logbook.signed", "出科考核带教老师签字")
def sign(stays: "QuerySet[Stay]", *, by: Actor) -> Outcome:
    """By the supervisor of these stays. Keys are those of the stays."""
    outcome, fit = _judged(stays, by, rules.SIGN, lambda _, assessment: assessing.may_sign(assessment))
    _write(fit, supervisor_signed_at=timezone.now(), supervisor_signed_by=by.name)
    return outcome


@action("logbook.signed_for_department", "出科考核科室签字")
def sign_for_department(stays: "QuerySet[Stay]", *, by: Actor) -> Outcome:
    """Makes them final: who passed is told, who failed has to repeat, which the planner takes in. Keys as above."""
    taught = teachers_of(stays_visible_to(by, rules.SIGN_FOR_DEPARTMENT).filter(pk__in=stays.order_by().values("pk")))
    outcome, fit = _judged(
        stays,
        by,
        rules.SIGN_FOR_DEPARTMENT,
        lambda stay, assessment: assessing.may_sign_for_department(assessment, is_taught=stay.pk in taught),
    )
    _write(fit, department_signed_at=timezone.now(), department_signed_by=by.name)
    failed = [stay for stay in fit if (found := _of(stay)) and not found.has_passed]
    record_repeats(Stay._base_manager.filter(pk__in=[stay.pk for stay in failed]), by=by)
    for has_passed, words in ((True, "出科考核合格"), (False, "出科考核不合格，须重新轮转")):
        group = [stay for stay in fit if (stay in failed) != has_passed]
        accounts = [account for stay in group if (account := stay.stint.resident.training.person.account_id)]
        notify(accounts, words, "成绩和评语见“我的培训记录”。", "/logbook/mine/", by=by)
    _tell_base(failed, by)
    return outcome


def _tell_base(failed: Sequence[Stay], by: Actor) -> None:
    """Whoever plans has to find the time for what is to be repeated; the page to which it leads names them."""
    bases = {stay.stint.resident.training.institution_id for stay in failed}
    staff = [account for _, account in members_of(sorted(bases), [Role.BASE_ADMIN]) if account != by.account_id]
    words = "名单见“出科考核”。请编制轮转计划的新版本：应重轮的月数列在“缺少轮转”中，自动排班会一并编排。"
    title = f"{len(failed)} 名住院医师出科考核不合格，须安排重新轮转"
    notify(staff, title, words, "/logbook/assessments/?outcome=failed", by=by)


@action("logbook.reopened", "重新开放出科考核")
def reopen(stays: "QuerySet[Stay]", *, comment: str, by: Actor) -> Outcome:
    """Signatures are taken back, with the reason; a repeat that followed is due no more. Keys as above."""
    is_base = by.unit.kind == UnitKind.INSTITUTION
    outcome, fit = _judged(
        stays, by, rules.REOPEN, lambda _, assessment: assessing.may_reopen(assessment, comment, is_base=is_base)
    )
    withdraw_repeats(Stay._base_manager.filter(pk__in=[stay.pk for stay in fit]), by=by)
    told = [stay.stint.resident.training.person.account_id for stay in fit if (found := _of(stay)) and found.is_final]
    words = "原来的结果不再有效，以重新录入成绩并签字后的为准。"
    notify([account for account in told if account], "出科考核已重新开放", words, "/logbook/mine/", by=by)
    none: dict[str, Any] = {"supervisor_signed_at": None, "department_signed_at": None}
    _write(fit, **none, supervisor_signed_by="", department_signed_by="", reopened_for=comment.strip())
    return outcome


def _write(stays: Sequence[Stay], **facts: Any) -> None:
    EndOfRotationAssessment._base_manager.filter(stay__in=[stay.pk for stay in stays]).update(**facts)


@action("logbook.rules_kept", "设置出科考核办法")
def keep_rules(rows: Sequence[Row], *, by: Actor) -> Outcome:
    """From a day on these weights and this mark hold at the actor's base; keys are indexes of `rows`."""
    is_base = by.may(rules.RULES) and by.unit.kind == UnitKind.INSTITUTION
    why = None if is_base else "出科考核办法由培训基地设置，请切换为教学部身份。"
    outcome = Outcome.judged((index, why or assessing.unfit_rule(row)) for index, row in enumerate(rows))
    AssessmentRule._base_manager.bulk_create(
        [
            AssessmentRule(
                institution_id=by.unit.pk, valid_from=rows[n]["valid_from"], **{name: rows[n][name] for name in WEIGHTS}
            )
            for n in outcome.done
        ],
        update_conflicts=True,
        unique_fields=["institution", "valid_from"],
        update_fields=list(WEIGHTS),
    )
    return outcome
