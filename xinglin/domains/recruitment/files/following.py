"""Files of what is applied for after admission, and who may see them: the levels concerned (REC-41, REC-42, PLT-90)."""

from django.db.models import QuerySet

from xinglin.engines.access.actor import Actor
from xinglin.engines.files.kinds import PDF, FileKind
from xinglin.engines.files.models import Upload

from ..queries.following import files_of_reductions, files_of_requests
from ..rules.following import ASK, OWN_TERM, REVIEW_REDUCTIONS


def _of_reductions(actor: Actor, uploads: "QuerySet[Upload]") -> "QuerySet[Upload]":
    """The resident, his base, its city and its province."""
    return uploads.filter(files_of_reductions(actor))


def _of_requests(actor: Actor, uploads: "QuerySet[Upload]") -> "QuerySet[Upload]":
    """The base that applied and the authorities that decide."""
    return uploads.filter(files_of_requests(actor))


REDUCTION_APPLICATION = FileKind(
    "reduction-application", "培训年限减免申请表", _of_reductions, accepts=(PDF,), right=OWN_TERM
)
REDUCTION_EVIDENCE = FileKind("reduction-evidence", "培训年限减免证明材料", _of_reductions, right=OWN_TERM)
REDUCTION_BASE_PROOF = FileKind("reduction-base-proof", "基地证明材料", _of_reductions, right=REVIEW_REDUCTIONS)
CHANGE_PROOF = FileKind("change-proof", "变更申请证明材料", _of_requests, right=ASK)
