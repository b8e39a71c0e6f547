"""An applicant's home page: how far he has come, and the windows that concern him (PLT-70, REC-10)."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.windows.queries import ALSO_OPEN, Opening

from ..enums import Answer, ApplicationState, ReportIn
from ..fields.applying import PARTS
from ..models import Batch
from ..rules.applying import APPLY
from ..windows import REGISTRATION, REPORT_IN
from .answering import own_results
from .applying import applications_visible_to, own_profile
from .batches import batches_visible_to
from .timing import Timings

MOST = 6  # registrations still to choose from; «批次时间查询» has them all


def own_way(actor: Actor) -> dict[str, Any] | None:
    """The steps from 学员信息维护 to 报到; the first that is not done is the present one."""
    profile = own_profile(actor)
    if profile is None:
        return None
    lacking = {part for part, _ in profile.gaps()}
    states = set(applications_visible_to(actor).values_list("state", flat=True))
    offers = [result.offer for result in own_results(actor)]
    mine = reverse("applications:home")
    steps = [
        ("学员信息维护", not lacking, f"{len(PARTS) - len(lacking)} / {len(PARTS)}", reverse("applicant:home")),
        ("我要报名", bool(states), "", mine if states else reverse("applications:new")),
        ("提交报名", ApplicationState.SUBMITTED in states, "", mine),
        ("录取结果", bool(offers), "", mine),
        ("接受录取", any(offer.answer == Answer.ACCEPTED for offer in offers), "", mine),
        ("报到", any(offer.report_state == ReportIn.PRESENT for offer in offers), "", mine),
    ]
    present = next((number for number, step in enumerate(steps) if not step[1]), None)
    return {
        "steps": [
            {
                "title": title,
                "note": note,
                "url": url,
                "state": "done" if done else "current" if n == present else "todo",
            }
            for n, (title, done, note, url) in enumerate(steps)
        ]
    }


def own_openings(actor: Actor) -> list[Opening]:
    """Registrations that he may still use, drafts first; where a result waits for his answer, or he is awaited."""
    return list(_own_openings(actor)) if actor.may(APPLY) else []


def _own_openings(actor: Actor) -> Iterator[Opening]:
    state = dict(applications_visible_to(actor).order_by().values_list("batch", "state"))
    open_to_him = [b for b in batches_visible_to(actor) if state.get(b.pk) != ApplicationState.SUBMITTED]
    results = own_results(actor)
    timings = Timings({*open_to_him, *(r.offer.batch for r in results)}, [REGISTRATION, REPORT_IN])
    found = [(batch, timings.opening(batch, REGISTRATION)) for batch in open_to_him]
    soonest = sorted(
        (pair for pair in found if pair[1].is_open), key=lambda pair: (pair[0].pk not in state, pair[1].ends_at)
    )
    yield from (_named(opening, batch) for batch, opening in soonest[:MOST])
    for result in results:
        offer = result.offer
        awaited = timings.opening(offer.batch, REPORT_IN, offer.institution_id)
        if not offer.answer and result.opening.is_open:
            yield _named(result.opening, offer.batch)
        elif offer.confirmed_at and not offer.report_state and awaited.is_open:
            yield _named(awaited, offer.batch)


def _named(opening: Opening, batch: Batch) -> Opening:
    return replace(opening, name=f"{batch.owner.name} {batch.name}")


ALSO_OPEN.append(own_openings)
