"""What approved copies say of the things that are counted by (PLT-35, REP-41)."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xinglin.domains.institutions.public import specialties_of
from xinglin.domains.people.public import EducationLevel
from xinglin.domains.reference.public import specialties
from xinglin.engines.actions.sets import listed
from xinglin.engines.review.copies import Form, answers_of
from xinglin.engines.review.models import Submission
from xinglin.engines.windows.queries import Opening

from ..enums import TrainingStatus
from ..models import ApprovedFacts, Training
from .parts import openings_of

COUNTED = ("resident_category", "cultivation_type", "graduate_kind", "is_rural_order", "is_western_support")
FACTS = [f.name for f in ApprovedFacts._meta.concrete_fields if not f.primary_key]


def approved_records(keys: Iterable[int]) -> list[Training]:
    """Records that were ever approved, with their cases; one statement."""
    rows = Training._base_manager.filter(pk__in=listed(keys, "bigint"), case__approved__isnull=False)
    return list(rows.select_related("case").order_by("pk"))


def facts_of(approved: Sequence[Training]) -> list[ApprovedFacts]:
    """One unsaved row for each record, from its approved copy; two statements, and few copies in memory at a time.

    Only what cannot change in a record is taken from the record itself.
    """
    codes = {specialty.code: specialty for specialty in specialties().values()}
    programmes = specialties_of(sorted({training.institution_id for training in approved}))
    records = {training.case.approved_id: training for training in approved if training.case}
    copies = Submission._base_manager.filter(pk__in=listed(records, "bigint")).only("copy").order_by("pk")
    return [
        _facts(records[each.pk], each, codes, programmes[records[each.pk].institution_id])
        for each in copies.iterator(chunk_size=500)
    ]


def _facts(training: Any, sent: Submission, codes: Mapping[str, Any], programmes: Mapping[str, Any]) -> ApprovedFacts:
    copy: Form = sent.copy
    answers = {a["key"]: a["value"] for a in answers_of(copy)}
    levels = {section["key"] for section in copy["sections"]}
    code, years = answers["training.specialty"], answers.get("training.training_years")
    return ApprovedFacts(
        training=training,
        submission_id=sent.pk,
        approved_at=training.case.approved_at,
        province_id=training.province_id,
        institution_id=training.institution_id,
        specialty=codes[code],
        specialty_base=programmes.get(code),
        intake_year=training.intake_year,
        status=answers.get("status.status") or TrainingStatus.TRAINING,
        training_years=int(years) if years else None,
        gender=answers.get("basic.gender") or "",
        highest_level=next((x for x in reversed(EducationLevel.values) if f"education.{x}" in levels), ""),
        licensing_exam=answers.get("licence.licensing_exam") or "",
        **{key: _given(key, answers.get(f"training.{key}")) for key in COUNTED},
    )


def _given(key: str, value: Any) -> Any:
    return value if key.startswith("is_") else value or ""


def within_intake(approved: Sequence[Training]) -> list[int]:
    """Those whose approved copy was sent in their intake: it is the original that stays readable (REP-13)."""
    openings = openings_of(approved)
    return [training.pk for training in approved if _is_original(training, openings[training.pk])]


def _is_original(training: Training, opening: Opening) -> bool:
    if training.is_late_entry or training.case is None:
        return False
    return training.original_id is None or opening.ends_at is None or training.case.submitted_at < opening.ends_at
