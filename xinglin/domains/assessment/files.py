"""Kinds of files of this domain, and who may see them (PLT-90)."""

from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.files.kinds import FileKind
from xinglin.engines.files.models import Upload

from .models import AgencyPaper
from .queries.cycles import applications_visible_to
from .rules import APPLY


def may_see_papers(actor: Actor, uploads: "QuerySet[Upload]") -> "QuerySet[Upload]":
    """Attachments of applications that the actor sees."""
    papers = AgencyPaper.objects.filter(application__in=applications_visible_to(actor).order_by().values("pk"))
    return uploads.filter(pk__in=papers.values("upload"))


AGENCY_PAPER = FileKind("agency-paper", "考核机构申请附件", may_see_papers, right=APPLY)
