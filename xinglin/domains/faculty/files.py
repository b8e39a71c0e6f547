"""Files of this domain and who may see them: evidence of incidents, certificates, scans of supervisors (PLT-90)."""

from django.db.models import QuerySet

from xinglin.domains.people.public import SEEN_BY
from xinglin.engines.access.actor import Actor
from xinglin.engines.files.kinds import FileKind
from xinglin.engines.files.models import Upload

from .queries.appointing import certificates_visible_to, incidents_visible_to, own_certificates
from .queries.supervisors import people_taught_by
from .rules import MANAGE

SEEN_BY.append(people_taught_by)


def _evidence(actor: Actor, uploads: "QuerySet[Upload]") -> "QuerySet[Upload]":
    """The base that recorded it and its province."""
    return uploads.filter(pk__in=incidents_visible_to(actor).order_by().values("evidence"))


def _scans(actor: Actor, uploads: "QuerySet[Upload]") -> "QuerySet[Upload]":
    """Whose certificate it is, his base and department, and the province."""
    seen = certificates_visible_to(actor) | own_certificates(actor)
    return uploads.filter(pk__in=seen.order_by().values("scan"))


INCIDENT_EVIDENCE = FileKind("incident-evidence", "医疗损害、教学事故认定材料", _evidence, right=MANAGE)
CERTIFICATE_SCAN = FileKind("teaching-certificate", "师资培训证书扫描件", _scans, right=MANAGE)
