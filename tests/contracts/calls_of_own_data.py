"""Calls of what «我的数据» and the proof of history do."""

from django.db.models import QuerySet

from tests.contracts.calls import Crowd, Verb, base, call, next_door, owner, somebody_else, system
from tests.contracts.calls_of_domains import persons
from xinglin.domains.people.actions import accept_corrections, ask_corrections, decline_corrections
from xinglin.domains.people.models import Correction, Person
from xinglin.portals.integrity import start_proofs


def asked(crowd: Crowd, number: int) -> "QuerySet[Correction]":
    """Requests of so many residents to their base."""
    made = Correction.objects.bulk_create(
        Correction(person_id=pk, institution=crowd.world.country.hospital, part="basic", text="地址有误")
        for pk in persons(crowd, number)
    )
    return Correction.objects.filter(pk__in=[each.pk for each in made])


@call("people.correction_asked", by=owner, stranger=somebody_else, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    mine, unit = Person.objects.filter(pk__in=persons(crowd, number)), crowd.world.country.hospital.pk
    return lambda by: ask_corrections(mine, institution=unit, part="basic", text="地址有误", by=by)


@call("people.corrections_made", by=base, stranger=next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = asked(crowd, number)
    return lambda by: accept_corrections(rows, comment="已更正", by=by)


@call("people.corrections_declined", by=base, stranger=next_door)
def _(crowd: Crowd, number: int) -> Verb:
    rows = asked(crowd, number)
    return lambda by: decline_corrections(rows, comment="与证书一致", by=by)


@call("history.proof_started", by=system, stranger=base)
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: start_proofs([None] * number, by=by)
