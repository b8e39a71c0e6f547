"""培训年限管理: length and first day, by the base or the resident himself (REC-40)."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet

from xinglin.domains.training.public import Term, Training, set_terms
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action

from ..queries.following import last_reductions
from ..rules import following as rules


@action("recruitment.terms_kept", "填写培训年限")
def keep_terms(trainings: "QuerySet[Training]", terms: Mapping[int, Term], *, by: Actor) -> Outcome:
    """Say how long each trains and from when: training key → its term; the last day follows.

    A shorter length than the specialty's is not set here: it is applied for (REC-41).
    """
    right = rules.TERMS if by.may(rules.TERMS) else rules.OWN_TERM
    claimed = claim(trainings, by, right, "person", "specialty")
    reductions = last_reductions(claimed)
    verdicts = ((t.pk, rules.may_set_term(t, terms[t.pk].years, t.specialty, reductions.get(t.pk))) for t in claimed)
    outcome = Outcome.judged(verdicts)
    outcome.labels = {t.pk: t.person.name for t in claimed}
    kept = set_terms(Training.objects.filter(pk__in=outcome.done), terms, by=by)
    outcome.done, outcome.unchanged = kept.done, kept.unchanged
    outcome.refused |= kept.refused
    return outcome


@action("recruitment.term_kept", "批量填写培训年限")
def keep_term(
    trainings: "QuerySet[Training]", *, by: Actor, training_years: str, starts_on: date, **_shown: object
) -> Outcome:
    """The same term for a whole selection."""
    term = Term(int(training_years), starts_on)
    return keep_terms(trainings, dict.fromkeys(trainings.values_list("pk", flat=True), term), by=by)


@action("recruitment.terms_imported", "培训年限导入")
def import_terms(rows: Sequence[Mapping[str, Any]], *, by: Actor) -> Outcome:
    """Terms from rows that name their training («pk», by `resolve_terms`). Keys are indexes of `rows`."""
    places = {row["pk"]: index for index, row in enumerate(rows)}
    terms = {row["pk"]: Term(int(row["training_years"]), row["starts_on"]) for row in rows}
    kept = keep_terms(Training.objects.filter(pk__in=places), terms, by=by)
    lost = dict.fromkeys(places.keys() - {*kept.done, *kept.unchanged, *kept.refused}, rules.GONE)
    return Outcome(
        done=[places[pk] for pk in kept.done],
        records={places[pk]: pk for pk in kept.done},
        unchanged=[places[pk] for pk in kept.unchanged],
        refused={places[pk]: why for pk, why in (kept.refused | lost).items()},
    )
