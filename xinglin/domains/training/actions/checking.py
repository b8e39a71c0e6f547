"""«数据体检»: records examined, findings confirmed to be right (REP-50)."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localdate

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import claim
from xinglin.engines.actions import Outcome, action
from xinglin.engines.actions.copying import copy_in

from .. import rules
from ..enums import BOUND
from ..models import CheckupFinding, Examination, Training
from ..queries.examining import examine
from ..rules.checkup import KINDS, Finding
from ..rules.checkup.confirming import may_confirm, may_revoke

COLUMNS = ("kind", "is_hard", "field", "title", "found", "why", "mark")


@action("training.examined", "数据体检")
def examine_trainings(trainings: "QuerySet[Training]", *, by: Actor) -> Outcome:
    """Examine records, compared with the base's other ones; `done` are the keys of the records.

    A finding that stands as it was keeps the word that it is right; one whose value has changed is open again.
    """
    claimed = {t.pk for t in claim(trainings, by, rules.REPORT)}
    bases = Training.objects.filter(pk__in=claimed).values("institution")
    everybody = Training.objects.filter(institution__in=bases, status__in=BOUND).select_related("person", "specialty")
    compared = list(everybody.order_by("pk"))
    wanted = [t for t in compared if t.pk in claimed]
    _keep([t.pk for t in wanted], examine(compared, localdate()))
    Examination.objects.bulk_create(
        (Examination(training=t, revision=t.revision, examined_at=timezone.now()) for t in wanted),
        update_conflicts=True,
        unique_fields=["training"],
        update_fields=["revision", "examined_at"],
    )
    return Outcome(done=[t.pk for t in wanted], unchanged=sorted(claimed - {t.pk for t in wanted}))


def _keep(keys: Iterable[int], found: dict[int, list[Finding]]) -> None:
    keys = list(keys)
    standing = {
        (each.training_id, each.kind, each.field): each for each in CheckupFinding.objects.filter(training__in=keys)
    }
    fresh, kept = [], set()
    for key in keys:
        for each in found[key]:
            old = standing.get((key, each.kind, each.field))
            if old is not None and old.mark == each.mark():
                kept.add(old.pk)
            else:
                fresh.append((key, each))
    CheckupFinding.objects.filter(pk__in=[each.pk for each in standing.values() if each.pk not in kept]).delete()
    rows = ((key, f.kind, KINDS[f.kind].is_hard, f.field, f.title, f.found, f.why, f.mark()) for key, f in fresh)
    copy_in(CheckupFinding, ("training_id", *COLUMNS), rows)


@action("training.findings_confirmed", "已核实，确认无误")
def confirm_findings(findings: "QuerySet[CheckupFinding]", *, by: Actor, comment: str) -> Outcome:
    """Say that what was found is right all the same, and why; whoever reviews the record reads it. Primary keys."""
    claimed = claim(findings, by, rules.REPORT, "training__person")
    outcome = Outcome.judged((each.pk, may_confirm(each, comment)) for each in claimed)
    outcome.labels = {each.pk: f"{each.training.person.name} {each.title}" for each in claimed}
    CheckupFinding.objects.filter(pk__in=outcome.done).update(
        reason=comment.strip(), confirmed_by=by.name, confirmed_at=timezone.now()
    )
    return outcome


@action("training.confirmation_revoked", "撤销核实")
def revoke_confirmations(findings: "QuerySet[CheckupFinding]", *, by: Actor) -> Outcome:
    """Take the word back: it is open again. Primary keys."""
    claimed = claim(findings, by, rules.REPORT, "training__person")
    outcome = Outcome.judged((each.pk, may_revoke(each)) for each in claimed)
    outcome.labels = {each.pk: f"{each.training.person.name} {each.title}" for each in claimed}
    CheckupFinding.objects.filter(pk__in=outcome.done).update(reason="", confirmed_by="", confirmed_at=None)
    return outcome
