"""Training information, and the return of personal information to the resident (REP-07, REP-09)."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.db.models import QuerySet

from xinglin.domains.people.public import personal_sections, records_of
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.models import Topic
from xinglin.engines.windows.queries import Opening

from .. import events, rules
from ..enums import PersonalState
from ..fields import TRAINING
from ..models import PersonalReturn, Training
from ..queries.judging import Decided, Places
from ..queries.parts import openings_of
from ..queries.records import JOINED, note_completeness, training_values
from ..rules.terms import Term

EMPTY = {field.name: field.get_default() for field in Training._meta.concrete_fields}
SAVED = [*(f.key for f in TRAINING if f.key != "specialty"), "specialty", "specialty_base", "revision", "completeness"]


@action("training.saved", "保存培训信息")
def save_trainings(
    trainings: "QuerySet[Training]",
    values: Mapping[int, Mapping[str, Any]],
    *,
    by: Actor,
    expected: Mapping[int, int] | None = None,
) -> Outcome:
    """Save 培训信息: training key → cleaned field values (specialty a code, site a name); fields not sent stay.

    What may not be saved is refused whole, with the sentence. A change makes the record «未上报» again.
    `expected`: training key → the revision that was read; what somebody has changed since is refused (PLT-34).
    """
    claimed, seen = claim(trainings, by, rules.EDIT, *JOINED), expected or {}

    def may(training: Training, opening: Opening) -> str | None:
        return rules.why_changed(training, seen.get(training.pk)) or rules.may_edit(training, opening)

    return _save(claimed, values, by, may, Decided(claimed))


@action("training.terms_set", "填写培训年限和起止时间")
def set_terms(trainings: "QuerySet[Training]", terms: Mapping[int, Term], *, by: Actor) -> Outcome:
    """Length and first day: training key → its term, whose last day follows (REC-40). Bases, and residents their own.

    Not held by the beginning of the intake: terms are known from the day somebody reports in.
    """
    values = {key: term.values for key, term in terms.items()}
    claimed = claim(trainings, by, rules.SET_TERM, *JOINED)
    return _save(claimed, values, by, partial(rules.may_set_term, by=by))


@action("training.settled", "变更培训信息")
def settle_trainings(trainings: "QuerySet[Training]", values: Mapping[int, Mapping[str, Any]], *, by: Actor) -> Outcome:
    """`save_trainings` for what was applied for and approved, which is not held by the beginning of the intake."""
    return _save(claim(trainings, by, rules.EDIT, *JOINED), values, by, rules.may_settle)


def _save(
    claimed: Sequence[Training],
    values: Mapping[int, Mapping[str, Any]],
    by: Actor,
    may: Callable[..., str | None],
    decided: Decided | None = None,
) -> Outcome:
    """`decided` where an authority's decision binds; the verbs that carry it out are not bound by it."""
    openings = openings_of(claimed)
    places = Places([t.institution_id for t in claimed])
    outcome, changed = Outcome(labels={t.pk: t.person.name for t in claimed}), []
    for training in claimed:
        new = values[training.pk]
        opening = openings[training.pk]
        if why := may(training, opening) or _unsavable(training, new, opening, places, decided):
            outcome.refused[training.pk] = why
        elif _assign(training, new, places):
            outcome.done.append(training.pk)
            changed.append(training)
        else:
            outcome.unchanged.append(training.pk)
    note_completeness(changed)
    rewrite(changed, SAVED)
    events.CHANGED.announce(outcome.done, by=by)
    return outcome


def _unsavable(
    training: Training, new: Mapping[str, Any], opening: Opening, places: Places, decided: Decided | None
) -> str | None:
    if "specialty" in new and (why := rules.may_change_specialty(training, opening, new["specialty"])):
        return why
    if why := places.unfit(training, new):
        return why
    after = {**training_values(training), **new}
    problems = decided.problems(training, after, places, training.institution_id) if decided else {}
    return " ".join(problems.values()) or None


def _assign(training: Training, new: Mapping[str, Any], places: Places) -> bool:
    before = training_values(training)
    after = {**before, **{key: value for key, value in new.items() if key in before}}
    after |= {f.key: None for f in TRAINING if not f.relevant(after)}
    if after == before:
        return False
    for f in TRAINING:
        if f.key not in ("specialty", "site", "training_years"):
            setattr(training, f.key, EMPTY.get(f.key) if after[f.key] is None else after[f.key])
    base = places.specialties[training.institution_id].get(after["specialty"])
    training.specialty_base, training.specialty = base, base.specialty if base else None
    training.site = places.sites[training.institution_id].get(after["site"])
    training.training_years = int(after["training_years"]) if after["training_years"] else None
    training.revision += 1
    return True


@action("training.imported", "培训信息导入")
def import_trainings(rows: Sequence[Mapping[str, Any]], *, by: Actor) -> Outcome:
    """Save 培训信息 from rows that name their training («pk», by `resolve_trainings`); empty cells change nothing.

    Keys are indexes of `rows`. A record that has gone since, or is not the actor's, is refused.
    """
    places = {row["pk"]: index for index, row in enumerate(rows)}
    values = {row["pk"]: {key: value for key, value in row.items() if value is not None} for row in rows}
    saved = save_trainings(Training.objects.filter(pk__in=places), values, by=by)
    lost = dict.fromkeys(places.keys() - {*saved.done, *saved.unchanged, *saved.refused}, rules.GONE)
    return Outcome(
        done=[places[pk] for pk in saved.done],
        records={places[pk]: pk for pk in saved.done},
        unchanged=[places[pk] for pk in saved.unchanged],
        refused={places[pk]: why for pk, why in (saved.refused | lost).items()},
    )


@action("training.personal_returned", "基本信息退回")
def return_personal(trainings: "QuerySet[Training]", *, comment: str, by: Actor) -> Outcome:
    """Send personal information back to the residents with an opinion; they see it on their pages (REP-09)."""
    claimed = claim(trainings, by, rules.RETURN_PERSONAL, "person", "case")
    openings = openings_of(claimed)
    outcome = Outcome.judged((t.pk, rules.may_return_personal(t, comment, openings[t.pk])) for t in claimed)
    outcome.labels = {t.pk: t.person.name for t in claimed}
    returned = [t for t in claimed if t.pk not in outcome.refused]
    records = records_of(t.person for t in returned)
    PersonalReturn.objects.bulk_create(
        PersonalReturn(
            training=t,
            opinion=comment.strip(),
            returned_by=by.name,
            copy=json.dumps(personal_sections(records[t.person_id]), ensure_ascii=False),
        )
        for t in returned
    )
    Training.objects.filter(pk__in=outcome.done).update(personal_state=PersonalState.RETURNED)
    accounts = [t.person.account_id for t in returned if t.person.account_id]
    body = f"{by.unit_name}：{comment.strip()}"
    notify(accounts, "基本信息被基地退回", body, "/resident/", by=by, topic=Topic.RETURNED)
    return outcome
