"""Files of this domain and who may see them: evidence of incidents, and the scans of supervisors (PLT-90)."""

from django.db.models import QuerySet

from xinglin.domains.people.public import SEEN_BY
from xinglin.engines.access.actor import Actor
from xinglin.engines.files.kinds import FileKind
from xinglin.engines.files.models import Upload

from .queries.appointing import incidents_visible_to
from .queries.supervisors import people_taught_by
from .rules import MANAGE

SEEN_BY.append(people_taught_by)


def _evidence(actor: Actor, uploads: "QuerySet[Upload]") -> "QuerySet[Upload]":
    """The base that recorded it and its province."""
    return uploads.filter(pk__in=incidents_visible_to(actor).order_by().values("evidence"))


INCIDENT_EVIDENCE = FileKind("incident-evidence", "医疗损害、教学事故认定材料", _evidence, right=MANAGE)
