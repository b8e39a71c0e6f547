"""Applicants of the hospital for the addresses and lists of its admission desk, one for each state."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tests.factories.country import Country
from tests.factories.recruitment import applicant, batch, parts, places, submitted
from xinglin.domains.recruitment.actions.admitting import admit, release
from xinglin.domains.recruitment.actions.scoring import announce, save_scores
from xinglin.domains.recruitment.actions.screening import pass_preferences
from xinglin.domains.recruitment.models import Announcement, Application, Batch, Offer, Preference
from xinglin.domains.recruitment.queries.scoring import part_key

NAME = "招收合同批次"
STATES = ("waiting", "left", "admitted", "confirmed")


def batch_of(country: Country) -> Batch:
    """One with somebody who waits, one who passed and holds nothing, one admitted, one who may report in."""
    standing = Batch.objects.filter(name=NAME).first()
    if standing:
        return standing
    made = batch(country, name=NAME)
    (place,) = places(country, made, {"0100": 5})
    people = {state: applicant(970 + number)[0] for number, state in enumerate(STATES)}
    sent = {state: submitted(made, [place], person=person) for state, person in people.items()}
    rows = {state: Preference._base_manager.filter(application=application) for state, application in sent.items()}
    passed = Preference._base_manager.filter(batch=made).exclude(pk=rows["waiting"].get().pk)
    assert len(pass_preferences(passed, by=country.base).done) == 3
    admit(passed.exclude(pk=rows["left"].get().pk), by=country.base)
    confirmed = Offer._base_manager.filter(application=sent["confirmed"])
    release(confirmed, by=country.base).only()
    now = timezone.now()
    confirmed.update(answer="accepted", answered_at=now, confirmed_at=now)
    _publish(country, made, sent["left"])
    return made


def _publish(country: Country, made: Batch, application: Application) -> None:
    values = (Decimal(80), Decimal(40), True)
    row = dict(zip(map(part_key, parts(country, made)), values, strict=True))
    save_scores([{"number": application.number, **row}], about=made.pk, by=country.base)
    announce(Batch.objects.filter(pk=made.pk), title="成绩公示", by=country.base).only()


def preference(country: Country, state: str) -> int:
    """That of the one in this state."""
    of_batch = Preference._base_manager.filter(batch=batch_of(country)).order_by("pk")
    return list(of_batch.values_list("pk", flat=True))[STATES.index(state)]


def offer(country: Country, state: str) -> int:
    """Likewise."""
    return Offer._base_manager.get(preference=preference(country, state)).pk


def announcement(country: Country) -> Announcement:
    """What was published of them."""
    return Announcement._base_manager.get(batch=batch_of(country))


ROWS: dict[str, Callable[[Country], int]] = {
    "recruitment-screening": lambda country: preference(country, "waiting"),
    "recruitment-admission": lambda country: preference(country, "left"),
    "recruitment-offers": lambda country: offer(country, "admitted"),
    "recruitment-reassignment": lambda country: preference(country, "left"),
    "recruitment-report-in": lambda country: offer(country, "confirmed"),
    "recruitment-scores": lambda country: batch_of(country).pk,
    "recruitment-announcements": lambda country: announcement(country).pk,
}


def examples(country: Country) -> dict[str, list[dict[str, Any]]]:
    """Arguments of the addresses."""
    return {
        "admission:applicant": [{"pk": preference(country, state)} for state in ("waiting", "admitted")],
        "admission:offer": [{"pk": offer(country, state)} for state in ("admitted", "confirmed")],
        "admission:reassign": [{"pk": preference(country, "left")}],
        "admission:ranking": [{"pk": batch_of(country).pk}],
        "announcements:read": [{"address": announcement(country).address}],
    }
