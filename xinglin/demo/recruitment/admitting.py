"""Applicants whom bases admit: pre-screened, examined, admitted, released; then answered and confirmed.

A batch is brought as far as its stage: where bases are admitting, some wait still; afterwards all results are out.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from xinglin.demo.cohorts import FLAGSHIP
from xinglin.demo.log_ins import FAR
from xinglin.demo.recruitment.applying import done, drafted, registered
from xinglin.demo.recruitment.setup import ACCEPTANCE, ADMISSION, CONFIRMATION, SCREENING, Recruitment
from xinglin.domains.recruitment.public import (
    Application,
    Batch,
    Offer,
    Place,
    Preference,
    accept,
    admit,
    announce,
    confirm_results,
    decline,
    fail_preferences,
    pass_preferences,
    release,
    save_scores,
    submit_applications,
)
from xinglin.engines.access.actor import Actor, system_actor
from xinglin.engines.access.remembering import remembering

FIRST_SERIAL = 772_000
PEOPLE = {"gd-screening": 12, "bj-admission": 16, "bj-acceptance": 6, "gd-confirmation": 8, "bj-report-in": 10}
REFUSED = "本科专业不在该专业住院医师招收范围内。"
EARLIER = timedelta(days=3)  # results were released so long ago: longer than any batch's hours


@remembering()  # no window moves meanwhile
def admit_applicants(made: Recruitment) -> None:
    """All at a base that has a log-in, so that it finds work at every stage; while all windows are open."""
    actors = registered(FIRST_SERIAL, sum(PEOPLE.values()))
    for key, number in PEOPLE.items():
        batch, stage = made.batches[key], made.planned(key).stage
        base = next(made.bases[u.pk] for u in made.taking_part[key] if u.name in (FLAGSHIP, FAR))
        mine = _applied(batch, base, [actors.pop() for _ in range(number)])
        _screen(mine, stage, base)
        if stage >= ADMISSION:
            _admit(batch, mine, stage, base)
        if stage >= ACCEPTANCE:
            _answer(batch, mine, stage, made)


def _applied(batch: Batch, base: Actor, actors: Sequence[Actor]) -> "QuerySet[Preference]":
    """Their first preferences, all at this base; specialties in turn."""
    places = list(Place._base_manager.filter(batch=batch, institution=base.unit_id, site=None).order_by("pk")[:4])
    choices = [[places[turn % len(places)].pk] for turn in range(len(actors))]
    keys = drafted(batch, actors, choices, ["SOCIAL"] * len(actors))
    done(submit_applications(Application._base_manager.filter(pk__in=keys), by=system_actor("示例数据")))
    return Preference._base_manager.filter(application__in=keys).order_by("pk")


def _screen(rows: "QuerySet[Preference]", stage: int, by: Actor) -> None:
    keys = list(rows.values_list("pk", flat=True))
    judged = keys[: len(keys) // 2] if stage == SCREENING else keys
    failed = judged[3:4]
    done(pass_preferences(rows.filter(pk__in=judged).exclude(pk__in=failed), by=by))
    done(fail_preferences(rows.filter(pk__in=failed), comment=REFUSED, by=by))


def _admit(batch: Batch, rows: "QuerySet[Preference]", stage: int, by: Actor) -> None:
    """In the admission half are admitted, and half of those know it; one batch shows its ranking to everybody."""
    passed = rows.filter(screening="passed")
    done(save_scores(_scores(batch, passed), about=batch.pk, by=by))
    keys = list(passed.values_list("pk", flat=True))
    admit(rows.filter(pk__in=keys[: len(keys) // 2] if stage == ADMISSION else keys), by=by)  # as places allow
    offers = Offer._base_manager.filter(preference__in=rows).order_by("pk")
    sent = list(offers.values_list("pk", flat=True))
    done(release(offers.filter(pk__in=sent[: len(sent) // 2] if stage == ADMISSION else sent), by=by))
    if stage == ADMISSION:
        done(announce(Batch.objects.filter(pk=batch.pk), title=f"{batch.name}考核成绩公示", by=by))


def _scores(batch: Batch, rows: "QuerySet[Preference]") -> list[dict[str, Any]]:
    """Of each part something between the pass mark and the full marks, some alike."""
    numbers = rows.values_list("application__number", flat=True)
    parts = list(batch.score_parts.all())
    return [
        {"number": number, **{f"part_{part.pk}": _mark(part, n * 17 + turn * 5) for turn, part in enumerate(parts)}}
        for n, number in enumerate(numbers)
    ]


def _mark(part: Any, turn: int) -> Any:
    return True if part.kind == "pass" else part.most * (62 + turn % 36) / 100


def _answer(batch: Batch, rows: "QuerySet[Preference]", stage: int, made: Recruitment) -> None:
    """Released some days ago, so that they can be answered: half of them were, or all, and one was declined."""
    offers, system = Offer._base_manager.filter(preference__in=rows), system_actor("示例数据")
    offers.update(released_at=timezone.now() - EARLIER, admitted_at=timezone.now() - EARLIER)
    keys = list(offers.order_by("pk").values_list("pk", flat=True))
    accepted = keys[: len(keys) // 2] if stage == ACCEPTANCE else keys[1:]
    done(accept(offers.filter(pk__in=accepted), by=system))
    done(decline(offers.filter(pk__in=keys[-1:] if stage == ACCEPTANCE else keys[:1]), by=system))
    if stage > CONFIRMATION:
        done(confirm_results(offers.filter(answer="accepted"), by=made.reviewers[batch.province_id]))
