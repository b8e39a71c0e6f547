"""Reading certificates: their numbers, their words, and what anybody may learn who holds one (ASM-42)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localdate

from xinglin.domains.reference.public import labels
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.visible import visible
from xinglin.engines.jobs.models import JobRun
from xinglin.kit.text import number

from ..enums import Procedure, Result
from ..models import Certificate, Cycle, Enrolment
from ..rules import OWN
from ..rules.overseeing import PRINT

PRINTING = "assessment.print"
SERIAL = 7  # digits


def in_force() -> "QuerySet[Certificate]":
    """Certificates that were not withdrawn, to be narrowed by whoever asks."""
    return Certificate._base_manager.filter(withdrawn_at=None)


def certificates_visible_to(actor: Actor) -> "QuerySet[Certificate]":
    """Those in force that the actor may print: a physician his own, an office those under its unit."""
    right = OWN if actor.may(OWN) else PRINT
    return visible(Certificate, actor, right).filter(withdrawn_at=None)


def prefix_of(cycle: Cycle) -> str:
    """Province 2, year of the cycle 4: with what follows no number is given twice in the country."""
    return f"{cycle.province.code[:2]:0>2}{cycle.year}"


def number_of(cycle: Cycle, serial: int) -> str:
    """13 digits: province, year of the cycle, serial number."""
    return f"{prefix_of(cycle)}{serial:0{SERIAL}}"


def last_serials(cycles: Sequence[Cycle]) -> dict[int, int]:
    """Cycle → the last serial number given in it. One statement a cycle, of which a publication has one."""
    found = {}
    for cycle in cycles:
        given = Certificate._base_manager.filter(number__startswith=prefix_of(cycle)).order_by("-number")
        last = given.values_list("number", flat=True).first()
        found[cycle.pk] = int(last[-SERIAL:]) if last else 0
    return found


def issuer_named(unit: Unit) -> str:
    """发证机关 as it is printed; units of the tree are often called by their province or city alone."""
    return unit.name if "卫生" in unit.name else f"{unit.name}卫生健康行政部门"


def content_of(enrolment: Enrolment, issuer: str, now: datetime) -> dict[str, Any]:
    """What is printed, as it is on the day; all but the document number."""
    person, cycle = enrolment.physician.person, enrolment.cycle
    return {
        "name": person.name,
        "gender": labels("gender").get(person.gender, ""),
        "document_masked": person.document_masked,
        "grade": labels("practice_grade").get(enrolment.grade, ""),
        "category": labels("practice_category").get(enrolment.category, ""),
        "institution": enrolment.institution.name,
        "agency": enrolment.agency.name if enrolment.agency else "",
        "procedure": Procedure(enrolment.procedure).label if enrolment.procedure else "",
        "cycle": str(cycle),
        "span": f"{cycle.starts_on} 至 {cycle.ends_on}",
        "result": Result(enrolment.result).label,
        "issuer": issuer,
        "issued_on": str(localdate(now)),
    }


def certificate_told(given: str, code: str) -> Certificate | None:
    """The certificate of which somebody has number and code; withdrawn ones are told of, too."""
    typed, secret = number(given)[:20], number(code)[:12]
    if not typed or not secret:
        return None
    return Certificate._base_manager.filter(number=typed, code=secret).first()


def printings_visible_to(actor: Actor) -> "QuerySet[JobRun]":
    """One's own under the present identity, while one may print."""
    if not actor.may(PRINT):
        return JobRun._base_manager.none()
    own = {"account_id": actor.account_id or 0, "membership_id": actor.membership_id or 0}
    return JobRun._base_manager.filter(task=PRINTING, **own).select_related("result")


def to_be_printed(keys: Iterable[int], actor: Actor) -> "QuerySet[Certificate]":
    """Of those that were asked for the ones that are still in force and still the actor's to see."""
    return certificates_visible_to(actor).filter(pk__in=list(keys)).order_by("number")
