"""The history of a record, field by field, in the words of its declared fields (PLT-60, REP-09)."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q

from xinglin.domains.people.public import (
    BASIC,
    DOCUMENT_TYPE,
    LICENCE,
    EducationLevel,
    education,
    personal_sections,
)
from xinglin.domains.reference.public import specialties
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.fields import Field, Upload
from xinglin.engines.history.changes import Change, FieldChange, change_of, changes
from xinglin.engines.review.copies import Answer, Section

from ..enums import ChangeReason, PersonalState, TrainingStatus
from ..fields import TRAINING
from ..models import PersonalReturn, Training, UpdateEntry
from .leaving import left_at, records_for

Shows = dict[str, tuple[str, Callable[[Any], str]]]


def history_of(training: Training, actor: Actor | None = None) -> list[Change]:
    """Everything that changed in the training record, and in the person's three parts until he left, newest first."""
    until = left_at([training], actor).get(training.pk)
    return _history(training.pk, training.person_id, training.institution_id, until)


def changes_of(entry: UpdateEntry) -> list[Change]:
    """«更新字段详情»: what one line of the update records stands for, also when record and person are long deleted."""
    told = _history(entry.training_id, entry.person_id or 0, entry.institution_id or 0)
    return [change for change in told if change.context == entry.context_id]


def _history(training: int, person: int, institution: int, until: datetime | None = None) -> list[Change]:
    licences, educations = _event("people", "Licence"), _event("people", "Education")
    units = _units(training, institution)
    own = Q(pgh_created_at__lte=until) if until else Q()
    found = [
        *changes(_event("training", "Training"), Q(pgh_obj=training), _training_shows(units)),
        *changes(_event("training", "StatusChange"), Q(training=training), _status_shows(units)),
        *changes(_event("people", "Person"), Q(pgh_obj=person) & own, _person_shows()),
        *changes(licences, Q(person=person) & own, _shows(LICENCE)),
        *changes(
            educations,
            Q(person=person) & own,
            _shows(education(EducationLevel.MASTER)),
            heading=lambda event: f"<{EducationLevel(event.level).label}>",
        ),
    ]
    return sorted(found, key=lambda change: change.at, reverse=True)


def _event(app: str, name: str) -> Any:
    return apps.get_model(app, f"{name}Event")


def _shows(fields: Iterable[Field]) -> Shows:
    """Column of the event → title and how it is written; sensitive ones are masked."""
    return {f"{f.key}_id" if isinstance(f, Upload) else f.key: (f.title, f.show) for f in fields}


def _person_shows() -> Shows:
    document: Shows = {"document_masked": ("证件号码", str), "document_type": ("证件类型", _document_type)}
    return {**_shows(BASIC), **document}


def _document_type(code: Any) -> str:
    return DOCUMENT_TYPE.show(code)


def _units(training: int, institution: int) -> Mapping[int, str]:
    """Names of all units that the record ever named."""
    own = _event("training", "Training").objects.filter(pgh_obj=training)
    targets = _event("training", "StatusChange").objects.filter(training=training).values("target")
    named = Q(pk__in=own.values("site")) | Q(pk__in=own.values("institution")) | Q(pk__in=targets)
    return dict(Unit.objects.filter(named | Q(pk=institution)).values_list("pk", "name"))


def _training_shows(units: Mapping[int, str]) -> Shows:
    own = _shows(field for field in TRAINING if field.key not in ("specialty", "site", "training_years"))
    return {
        **own,
        "intake_year": ("招收年份", str),
        "institution_id": ("培训基地", units.__getitem__),
        "specialty_id": ("培训专业", lambda key: specialties()[key].name),
        "site_id": ("协同单位", units.__getitem__),
        "training_years": ("核定培训年限", lambda years: f"{years}年"),
        "status": ("培训状态", lambda value: TrainingStatus(value).label),
        "personal_state": ("基本信息退回情况", lambda value: PersonalState(value).label),
    }


def _status_shows(units: Mapping[int, str]) -> Shows:
    """Of a change of the training status; the status itself stands in the training record."""
    return {
        "reason": ("变更原因", lambda value: ChangeReason(value).label),
        "starts_on": ("变更日期", str),
        "ends_on": ("预计结束日期", str),
        "target_id": ("转入培训基地", units.__getitem__),
        "note": ("变更说明", str),
    }


def corrections_of(returned: PersonalReturn, actor: Actor | None = None) -> list[FieldChange]:
    """What the resident changed since the base returned the personal information, until he left (REP-09)."""
    training = returned.training
    now = _answers(personal_sections(records_for([training], actor)[training.pk]))
    before = _answers(json.loads(returned.copy or "[]"))
    found = []
    for key in [*now, *(key for key in before if key not in now)]:
        was, becomes = before.get(key), now.get(key)
        if (was and was["value"]) != (becomes and becomes["value"]):
            title = now[key]["title"] if becomes else before[key]["title"]
            found.append(change_of(title, was["shown"] if was else "", becomes["shown"] if becomes else ""))
    return found


def _answers(sections: Sequence[Section]) -> dict[str, Answer]:
    """Field address → its answer; those that were left empty are no answers."""
    return {f["key"]: f for s in sections for f in s["fields"] if f["value"] not in (None, "", [])}
