"""The history of a record, field by field, in the words of its declared fields (PLT-60, REP-09)."""

import json
from collections.abc import Callable, Iterable, Sequence
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
    records_of,
)
from xinglin.domains.reference.public import specialties
from xinglin.engines.access.models import Unit
from xinglin.engines.fields import Field, Upload
from xinglin.engines.history.changes import Change, FieldChange, change_of, changes
from xinglin.engines.review.copies import Answer, Section

from ..enums import PersonalState, TrainingStatus
from ..fields import TRAINING
from ..models import PersonalReturn, Training

Shows = dict[str, tuple[str, Callable[[Any], str]]]


def history_of(training: Training) -> list[Change]:
    """Everything that ever changed in the training record and the person's three parts, newest first."""
    person = training.person_id
    licences = _event("people", "Licence")
    educations = _event("people", "Education")
    found = [
        *changes(_event("training", "Training"), Q(pgh_obj=training.pk), _training_shows(training)),
        *changes(_event("people", "Person"), Q(pgh_obj=person), _person_shows()),
        *changes(licences, Q(person=person), _shows(LICENCE)),
        *changes(
            educations,
            Q(person=person),
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


def _training_shows(training: Training) -> Shows:
    events = _event("training", "Training").objects.filter(pgh_obj=training.pk)
    sites = Q(pk__in=events.values("site")) | Q(pk=training.institution_id)
    units = dict(Unit.objects.filter(sites).values_list("pk", "name"))
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


def corrections_of(returned: PersonalReturn) -> list[FieldChange]:
    """What the resident changed since the base returned the personal information (REP-09)."""
    person = returned.training.person
    now = _answers(personal_sections(records_of([person])[person.pk]))
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
