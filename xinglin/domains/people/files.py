"""Kinds of files in a person's record, and who may see them (REP-21 to REP-23, PLT-90)."""

from collections.abc import Callable

from django.db.models import Exists, OuterRef, Q, QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.files.kinds import JPEG, PNG, FileKind
from xinglin.engines.files.models import Upload

from .models import Education, Licence, Person
from .queries import people_visible_to
from .rules import OWN_RECORD

# Who sees people beside themselves: domains above say so, since they know why (a base sees those it trains).
SEEN_BY: list[Callable[[Actor], "QuerySet[Person]"]] = [people_visible_to]

# Files that stood in a record once and are seen by others still: domains above answer their keys.
ALSO_SEEN: list[Callable[[Actor], "QuerySet[Upload]"]] = []


def may_see(actor: Actor, uploads: "QuerySet[Upload]") -> "QuerySet[Upload]":
    """Those that stand in the record of somebody whom the actor sees, and those of `ALSO_SEEN`."""
    people = Q()
    for seen in SEEN_BY:
        people |= Q(pk__in=seen(actor).order_by().values("pk"))
    visible = Person._base_manager.filter(people)
    own = Q(portrait=OuterRef("pk")) | Q(id_front=OuterRef("pk")) | Q(id_back=OuterRef("pk"))
    scans = Q(education_scan=OuterRef("pk")) | Q(degree_scan=OuterRef("pk"))
    licences = Q(qualification_scan=OuterRef("pk")) | Q(practice_scan=OuterRef("pk")) | Q(other_scan=OuterRef("pk"))
    kept = Q()
    for keys in ALSO_SEEN:
        kept |= Q(pk__in=keys(actor))
    return uploads.filter(
        kept
        | Exists(visible.filter(own))
        | Exists(Education.objects.filter(scans, person__in=visible))
        | Exists(Licence.objects.filter(licences, person__in=visible))
    )


PICTURES = (JPEG, PNG)
PORTRAIT = FileKind(
    "portrait", "个人照片", may_see, accepts=PICTURES, max_bytes=5 << 20, max_edge=1200, right=OWN_RECORD
)
IDENTITY_SCAN = FileKind("identity-scan", "身份证照片", may_see, accepts=PICTURES, right=OWN_RECORD)
CERTIFICATE_SCAN = FileKind("certificate-scan", "证书扫描件", may_see, right=OWN_RECORD)
