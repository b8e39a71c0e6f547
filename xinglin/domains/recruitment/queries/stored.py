"""What this domain keeps of an applicant, for the applicant: nothing of a result that was not released (PLT-102)."""

from xinglin.engines.access.actor import Actor
from xinglin.engines.review.copies import Answer, Section

from ..models import Applicant, Application, Offer, Preference
from .answering import own_results, states_of
from .applying import application_sections, applications_visible_to, own_profile, parts_sections, preferences_of


def application_sections_about(actor: Actor) -> list[Section]:
    """The four parts, then every application, and the results that one may know of."""
    profile = own_profile(actor)
    if profile is None:
        return []
    rows = list(applications_visible_to(actor))
    preferences, sections = preferences_of(rows), parts_sections(profile)
    states = states_of(rows, preferences)
    for row in rows:
        for section in application_sections(row, preferences[row.pk]):
            sections.append(Section(**{**section, "title": f"{section['title']}（{row.batch.name}）"}))
        facts = {"报名状态": states[row.pk][0], "学员编号": row.number or ""}
        sections[-2]["fields"] = [*(_line(row.pk, *fact) for fact in facts.items()), *sections[-2]["fields"]]
    results = [_line(result.offer.pk, result.title, result.answer[0]) for result in own_results(actor)]
    return [*sections, *([Section(key="results", title="录取结果", fields=results)] if results else [])]


def _line(pk: int, title: str, shown: str) -> Answer:
    return Answer(key=f"{pk}.{title}", title=title, value=shown, shown=shown)


def application_keys_about(actor: Actor) -> dict[str, list[int]]:
    """What the audit log calls one's own records: label → keys."""
    profile = own_profile(actor)
    if profile is None:
        return {}
    mine = list(applications_visible_to(actor).values_list("pk", flat=True))
    about = {
        Applicant: [profile.applicant.pk],
        Application: mine,
        Preference: list(Preference._base_manager.filter(application__in=mine).values_list("pk", flat=True)),
        Offer: [result.offer.pk for result in own_results(actor)],
    }
    found = {model._meta.label_lower: keys for model, keys in about.items()}
    return {**found, "people.person": [profile.record.person.pk]}
