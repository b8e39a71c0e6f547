"""What this domain keeps of a person, for the person (PLT-102)."""

from xinglin.domains.people.public import personal_sections, records_of
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.models import Unit
from xinglin.engines.review.copies import Section

from ..models import StatusChange, Training, UpdateEntry
from .records import last_changes, own_trainings, status_section, training_section


def sections_about(actor: Actor) -> list[Section]:
    """One's own record in sections: the person's parts, then every training, the newest first."""
    trainings = list(own_trainings(actor))
    if not trainings:
        return []
    record = records_of([trainings[0].person])[trainings[0].person_id]
    changes, sections = last_changes(trainings), personal_sections(record)
    for training in trainings:
        named = f"{training.intake_year} 级 {training.institution.name}"
        own = (training_section(training), status_section(training, changes.get(training.pk)))
        sections += [{**section, "title": f"{section['title']}（{named}）"} for section in own]
    return sections


def keys_about(actor: Actor) -> dict[str, list[int]]:
    """What the audit log calls one's own records: label → keys."""
    trainings = list(own_trainings(actor).values_list("pk", "person_id"))
    keys, people = [pk for pk, _ in trainings], sorted({person for _, person in trainings})
    about = {
        Training: keys,
        StatusChange: StatusChange._base_manager.filter(training__in=keys).values_list("pk", flat=True),
        UpdateEntry: UpdateEntry._base_manager.filter(person__in=people).values_list("pk", flat=True),
    }
    found = {model._meta.label_lower: list(pks) for model, pks in about.items()}
    return {**found, "people.person": people}


def base_of(actor: Actor) -> Unit | None:
    """The base that keeps one's newest record, which is asked for corrections; not that of the newest intake, which
    one may have left."""
    newest = own_trainings(actor).order_by("-pk").first()
    return newest.institution if newest else None
