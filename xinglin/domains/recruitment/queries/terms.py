"""The rehearsal of the sheet of training terms (REC-40)."""

from collections.abc import Sequence
from typing import Any

from xinglin.domains.people.public import document_indexes
from xinglin.domains.training.public import Term, Training, may_set_term, openings_of
from xinglin.engines.access.actor import Actor
from xinglin.engines.actions.sets import listed
from xinglin.engines.sheets.sheet import Resolution
from xinglin.kit.calendar import shown

from ..models import LengthReduction
from ..rules import following as rules
from .following import last_reductions, terms_visible_to

ABSENT = "本基地在培的学员中没有此人，请核对证件号码。"
Refused = tuple[str, str]


def resolve_terms(rows: Sequence[dict[str, Any]], *, by: Actor) -> Resolution:
    """Finds each row's training at the base, and says what it cannot have; gives the row its key («pk»)."""
    indexes = document_indexes(rows)
    mine = terms_visible_to(by).filter(person__document_index__in=listed(indexes, "bytea"))
    found = {training.person.document_index: training for training in mine.order_by("pk")}
    openings, reductions = openings_of(found.values()), last_reductions(found.values())
    resolution = Resolution()
    for position, (row, index) in enumerate(zip(rows, indexes, strict=True)):
        training = found.get(index)
        if training is None:
            resolution.refused[position] = ("document_number", ABSENT)
        elif why := _unfit(row, training, openings[training.pk], reductions.get(training.pk), by):
            resolution.refused[position] = why
        else:
            row["pk"] = training.pk
            resolution.existing[position] = {
                "training_years": str(training.training_years) if training.training_years else None,
                "starts_on": training.starts_on,
                "ends_on": training.ends_on,
            }
    return resolution


def _unfit(
    row: dict[str, Any], training: Training, opening: Any, reduction: LengthReduction | None, by: Actor
) -> Refused | None:
    if row.get("name") and row["name"] != training.person.name:
        return "name", "与该证件号码已登记的姓名不一致，请核对姓名和证件号码。"
    term = Term(int(row["training_years"]), row["starts_on"])
    if row.get("ends_on") and row["ends_on"] != term.ends_on:
        return "ends_on", f"{shown(term.starts_on)} 开始的 {term.years} 年应至 {shown(term.ends_on)}，请修改或留空。"
    if why := may_set_term(training, opening, by=by):
        return "", why
    why = rules.may_set_term(training, term.years, training.specialty, reduction)
    return ("training_years", why) if why else None
