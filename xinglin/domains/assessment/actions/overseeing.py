"""What the authority does about finished assessments: give back, spot-check, publish, take back (ASM-36)."""

import secrets
from collections.abc import Sequence

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, Refused, action
from xinglin.engines.actions.copying import copy_in
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.models import Topic
from xinglin.engines.review import actions as review

from .. import events
from ..enums import Redo
from ..models import Certificate, Draw, Enrolment, InstitutionProfile, Reconsideration, SpotCheck
from ..queries.overseeing import population_of
from ..rules import overseeing as rules
from .certifying import issue, withdraw

PRINTED = ("physician__person", "institution", "agency", "cycle__province", "case")


@action("assessment.enrolments_released", "退回医师报名")
def release(enrolments: "QuerySet[Enrolment]", *, comment: str, by: Actor) -> Outcome:
    """«退回报名»: to the physician, who may change it or be called off (ASM-12). Raises Refused without a reason."""
    found = claim(enrolments, by, rules.OVERSEE, "cycle", "physician__person")
    published = _ever_published([each.pk for each in found])
    judged = {each.pk: rules.may_release(each, each.pk in published) for each in found}
    free = [key for key, why in judged.items() if why is None]
    outcome = review.recall(Enrolment._base_manager.filter(pk__in=free), comment=comment, by=by)
    outcome.refused |= {key: why for key, why in judged.items() if why}
    outcome.labels |= {each.pk: str(each) for each in found}
    Enrolment._base_manager.filter(pk__in=outcome.done).update(released_at=timezone.now())
    return outcome


def _ever_published(keys: Sequence[int]) -> set[int]:
    rows = Enrolment._base_manager.filter(pk__in=keys).annotate(
        certified=Exists(Certificate._base_manager.filter(enrolment=OuterRef("pk"))),
        asked=Exists(Reconsideration._base_manager.filter(enrolment=OuterRef("pk"))),
    )
    known = rows.values_list("pk", "published_at", "certified", "asked")
    return {key for key, *signs in known if any(signs)}


@action("assessment.spot_checks_drawn", "抽取抽查对象")
def draw(profiles: "QuerySet[InstitutionProfile]", *, share: int, by: Actor) -> Outcome:
    """A random share of each institution's finished assessments; its seed is kept, so that anybody can draw it again.

    Keys are those of profiles. Raises Refused for what is no share.
    """
    if why := rules.why_not_share(share):
        raise Refused(why)
    found = claim(profiles, by, rules.OVERSEE, "cycle", "institution")
    finished = population_of(found)
    outcome, draws, picked = Outcome(labels={each.pk: each.institution.name for each in found}), [], []
    for each in found:
        known = finished[each.pk]
        if each.cycle.closed_at or not known:
            why = rules.CLOSED if each.cycle.closed_at else "该机构没有考核完成、尚未公布且未抽查的医师。"
            outcome.refused[each.pk] = why
            continue
        seed = secrets.randbits(32)
        draws.append((each.pk, share, seed, len(known), by.name))
        picked.append(rules.drawn_from(known, share, seed))
        outcome.done.append(each.pk)
    keys = copy_in(Draw, ("profile_id", "share", "seed", "population", "drawn_by"), draws)
    rows = [(enrolment, key) for key, chosen in zip(keys, picked, strict=True) for enrolment in chosen]
    copy_in(SpotCheck, ("enrolment_id", "draw_id"), rows)
    return outcome


@action("assessment.spot_checks_named", "指定抽查对象")
def pick(enrolments: "QuerySet[Enrolment]", *, by: Actor) -> Outcome:
    """Spot-check these, beside what is drawn. Keys are those of enrolments."""
    found = claim(enrolments, by, rules.OVERSEE, "cycle", "physician__person")
    waiting = _awaiting_check([each.pk for each in found])
    outcome = Outcome.judged((each.pk, rules.may_pick(each, each.pk in waiting)) for each in found)
    outcome.labels = {each.pk: str(each) for each in found}
    copy_in(SpotCheck, ("enrolment_id",), [(key,) for key in outcome.done])
    return outcome


def _awaiting_check(keys: Sequence[int]) -> set[int]:
    rows = SpotCheck._base_manager.filter(enrolment__in=keys, is_right=None)
    return set(rows.values_list("enrolment", flat=True))


@action("assessment.findings_recorded", "登记抽查情况")
def record_findings(
    checks: "QuerySet[SpotCheck]", *, is_right: bool, finding: str = "", to: str = "", by: Actor
) -> Outcome:
    """What the check of these found. A wrong result goes back to where it is put right (`to`, Redo)."""
    found = claim(checks, by, rules.OVERSEE, "enrolment__cycle", "enrolment__case", "enrolment__physician__person")
    enrolments = Enrolment._base_manager.filter(pk__in=[each.enrolment_id for each in found]).order_by("pk")
    list(enrolments.select_for_update(of=("self",)))
    outcome = Outcome.judged((each.pk, rules.why_not_finding(each, is_right, finding, to)) for each in found)
    outcome.labels = {each.pk: str(each.enrolment) for each in found}
    values = {"is_right": is_right, "finding": finding, "checked_at": timezone.now(), "checked_by": by.name}
    SpotCheck._base_manager.filter(pk__in=outcome.done).update(**values)
    if not is_right:
        done = set(outcome.done)
        redo([each.enrolment_id for each in found if each.pk in done], to=to, why=f"抽查：{finding}", by=by)
    return outcome


@action("assessment.results_published", "公布考核结果")
def publish(enrolments: "QuerySet[Enrolment]", *, by: Actor) -> Outcome:
    """Physicians learn their results, and who has passed has a certificate from this moment on."""
    found = claim(enrolments, by, rules.PUBLISH, *PRINTED)
    waiting = _awaiting_check([each.pk for each in found])
    outcome = Outcome.judged((each.pk, rules.may_publish(each, each.pk in waiting)) for each in found)
    outcome.labels = {each.pk: str(each) for each in found}
    done = set(outcome.done)
    published = [each for each in found if each.pk in done]
    Enrolment._base_manager.filter(pk__in=outcome.done).update(published_at=timezone.now())
    issue(published, by=by)
    told = [each.physician.person.account_id for each in published if each.physician.person.account_id]
    words = "结果和合格证书见“考核结果”；对结果有异议的，可在三十日内申请复核。"
    notify(told, "医师定期考核结果已公布", words, rules.OWN_RESULTS, by=by, topic=Topic.APPROVED)
    events.PUBLISHED.announce(outcome.done, by=by)
    return outcome


@action("assessment.results_taken_back", "收回考核结果")
def redo(enrolments: Sequence[int], *, to: str, why: str, by: Actor) -> Outcome:
    """Of locked enrolments: no longer published, certificates withdrawn, and back to where it is put right (Redo)."""
    rows = Enrolment._base_manager.filter(pk__in=list(enrolments))
    rows.update(published_at=None)
    withdraw(list(enrolments), why=why[:500], by=by)
    if to != Redo.TESTS:
        return review.recall(rows, comment=why, to=to, by=by)
    return Outcome(done=list(enrolments))
