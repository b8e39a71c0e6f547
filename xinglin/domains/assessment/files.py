"""Kinds of files of this domain, and who may see them (PLT-90)."""

from typing import Any

from django.db.models import Q, QuerySet

from xinglin.domains.people.public import ALSO_SEEN
from xinglin.engines.access.actor import Actor
from xinglin.engines.files.kinds import MADE, FileKind
from xinglin.engines.files.models import Upload
from xinglin.engines.review.models import Enclosure

from .models import AgencyPaper, Attachment
from .queries.certifying import PRINTING, printings_visible_to
from .queries.cycles import applications_visible_to
from .queries.enrolling import enrolments_visible_to
from .rules import APPLY, OWN


def may_see_papers(actor: Actor, uploads: "QuerySet[Upload]") -> "QuerySet[Upload]":
    """Attachments of applications that the actor sees."""
    papers = AgencyPaper.objects.filter(application__in=applications_visible_to(actor).order_by().values("pk"))
    return uploads.filter(pk__in=papers.values("upload"))


AGENCY_PAPER = FileKind("agency-paper", "考核机构申请附件", may_see_papers, right=APPLY)


def enclosed_in_enrolments(actor: Actor) -> "QuerySet[Any]":
    """Keys of the files in what was submitted for enrolments that the actor sees, whatever stands there now."""
    cases = enrolments_visible_to(actor).order_by().values("case")
    return Enclosure.objects.filter(submission__case__in=cases).values("upload")


def may_see_proofs(actor: Actor, uploads: "QuerySet[Upload]") -> "QuerySet[Upload]":
    """Attachments of enrolments that the actor sees, and those of their submissions."""
    named, enrolments = uploads.values("pk"), enrolments_visible_to(actor).order_by().values("pk")
    mine = Attachment._base_manager.filter(upload__in=named, enrolment__in=enrolments).values("upload")
    return uploads.filter(Q(pk__in=mine) | Q(pk__in=enclosed_in_enrolments(actor).filter(upload__in=named)))


ENROLMENT_PROOF = FileKind("enrolment-proof", "报名附件", may_see_proofs, right=OWN)
ALSO_SEEN.append(enclosed_in_enrolments)


def _own_printings(actor: Actor, uploads: "QuerySet[Upload]") -> "QuerySet[Upload]":
    return uploads.filter(pk__in=printings_visible_to(actor).values("result"))


MADE[PRINTING] = _own_printings
