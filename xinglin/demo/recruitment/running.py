"""Beijing's batch that admits by matching: applicants with scores, a couple, a dry run, a what-if, and a sealed run."""

from collections.abc import Mapping, Sequence
from typing import Any

from xinglin.demo.answers import cleaned, educations
from xinglin.demo.log_ins import hashed
from xinglin.demo.people import fake_people
from xinglin.demo.recruitment.setup import Recruitment
from xinglin.demo.scans import upload_scans
from xinglin.domains.people.public import BASIC, LICENCE, EducationLevel, Person, open_people
from xinglin.domains.recruitment import public as recruitment
from xinglin.domains.recruitment.public import Applicant, Application, Batch, Couple, NewRun, Place, Preference, Run
from xinglin.engines.access.actor import Actor, actor_of, memberships_of, system_actor
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import NewAccount, open_accounts
from xinglin.engines.actions import Outcome
from xinglin.kit import masking

KEY, FIRST_SERIAL, PEOPLE = "bj-matching", 760_000, 48
SPECIALTIES = ("0100", "0100", "0100", "0400")  # most want the first, of which there are too few places
WISHES = 3
COUPLE = (0, 4)  # both of 内科
SUPPLEMENT = {
    "cultivation_type": "national",
    "graduate_kind": "fresh",
    "is_rural_order": False,
    "is_western_support": False,
    "training_years": "3",
}


def apply_for_matching(made: Recruitment) -> None:
    """People who apply, are screened and examined; while all windows are open."""
    batch = made.batches[KEY]
    actors = _registered()
    drafts = _drafted(batch, actors, _offered(batch))
    _join(drafts, [actors[each] for each in COUPLE])
    system, rows = system_actor("示例数据"), Application._base_manager.filter(batch=batch)
    _done(recruitment.submit_applications(rows, by=system))
    for unit in made.taking_part[KEY]:
        mine = Preference._base_manager.filter(batch=batch, institution=unit)
        _done(recruitment.pass_preferences(mine, by=made.bases[unit.pk]))
    _done(recruitment.save_scores(_scores(batch), about=batch.pk, by=_organiser(made)))


def run_matching(made: Recruitment) -> None:
    """A dry run, one with more places, and the inputs of the real run sealed; once the windows are the true ones."""
    by, rows = _organiser(made), Batch.objects.filter(pk=made.batches[KEY].pk)
    place = Place._base_manager.filter(batch__in=rows, specialty__code="0100").order_by("pk")[0]
    more = {place.pk: place.approved + 5}
    for new in (
        NewRun(note="按核定计划"),
        NewRun(note=f"{place.institution.name}内科扩招 5 人", quotas=more),
        NewRun(is_dry=False, shows_last=True),
    ):
        _done(recruitment.seal_runs(rows, new=new, by=by))
    assert Run._base_manager.filter(batch__in=rows).count() == 3  # noqa: S101 -- a fault of the demonstration itself


def _organiser(made: Recruitment) -> Actor:
    return made.administrators[made.batches[KEY].owner_id]


def _registered() -> list[Actor]:
    """People with log-ins and all four parts, filled in together."""
    people = fake_people(PEOPLE, start=FIRST_SERIAL)
    system = system_actor("示例数据")
    accounts = [
        NewAccount(
            person["document_number"],
            masking.document_number(person["document_number"]),
            person["name"],
            mobile=person["mobile"],
            password=hashed(),
        )
        for person in people
    ]
    ids = open_accounts(accounts, by=system).ids
    rows = [{**person, "account_id": pk} for person, pk in zip(people, ids, strict=True)]
    keys = open_people(rows, by=system).done
    _done(recruitment.open_applicants(keys, by=system))
    _describe(people, keys, system)
    return [actor_of(next(m for m in memberships_of(pk) if m.role == Role.APPLICANT)) for pk in ids]


def _describe(people: Sequence[dict[str, Any]], keys: Sequence[int], by: Actor) -> None:
    applicants = dict(Applicant._base_manager.filter(person__in=keys).values_list("person", "pk"))
    rows = Applicant._base_manager.filter(pk__in=applicants.values())

    def keyed(values: Sequence[Any]) -> dict[int, Any]:
        return {applicants[key]: value for key, value in zip(keys, values, strict=True)}

    scans = upload_scans(people, own=False, by=by)
    answers = cleaned((*BASIC, *LICENCE), [{**person, **person["certificates"]} for person in people])
    answers = [{**values, **files} for values, files in zip(answers, scans, strict=True)]
    for fields, save in (
        (recruitment.IDENTITY, recruitment.save_identity),
        (recruitment.CONTACT, recruitment.save_contact),
    ):
        _done(save(rows, keyed([{f.key: values.get(f.key) for f in fields} for values in answers]), by=by))
    levels = [{"levels": each, "marks": _marks(each)} for each in educations(people)]
    _done(recruitment.save_education(rows, keyed(levels), by=by))
    _done(recruitment.save_work(rows, keyed([{"has_employer": False, "entries": []} for _ in people]), by=by))


def _marks(levels: Mapping[str, Any]) -> dict[str, str]:
    attended = [level for level in EducationLevel.values if levels[level]]
    bachelor = "bachelor" if "bachelor" in attended else ""
    return {"first_level": attended[0], "bachelor_level": bachelor, "highest_level": attended[-1]}


def _offered(batch: Batch) -> dict[str, list[int]]:
    """Specialty → its places at the bases that everybody likes."""
    found: dict[str, list[int]] = {}
    rows = Place._base_manager.filter(batch=batch, approved__gt=0).order_by("institution")
    for key, code in rows.values_list("pk", "specialty__code"):
        found.setdefault(code, []).append(key)
    return {code: keys[: WISHES + 1] for code, keys in found.items()}


def _drafted(batch: Batch, actors: Sequence[Actor], offered: Mapping[str, Sequence[int]]) -> list[int]:
    """A draft of each with all steps done, each beginning with another base."""
    rows = Batch.objects.filter(pk=batch.pk)
    keys = [_done(recruitment.start_applications(rows, by=actor)).records[batch.pk] for actor in actors]
    drafts, system = Application._base_manager.filter(pk__in=keys), system_actor("示例数据")
    _done(recruitment.choose_categories(drafts, dict.fromkeys(keys, "SOCIAL"), by=system))
    _done(recruitment.confirm_particulars(drafts, by=system))
    _done(recruitment.save_supplements(drafts, dict.fromkeys(keys, SUPPLEMENT), by=system))
    choices = {key: _chosen(number, offered) for number, key in enumerate(keys)}
    _done(recruitment.save_preferences(drafts, choices, dict.fromkeys(keys, True), by=system))
    return keys


def _chosen(number: int, offered: Mapping[str, Sequence[int]]) -> list[int]:
    places = offered[SPECIALTIES[number % len(SPECIALTIES)]]
    first = number % len(places) if number % 3 else 0
    return [*places[first:], *places[:first]][:WISHES]


def _join(drafts: Sequence[int], actors: Sequence[Actor]) -> None:
    """Two who want the same base, or neighbouring ones."""
    one, other = (drafts[each] for each in COUPLE)
    person = Person._base_manager.get(applications=other)
    mine = Application._base_manager.filter(pk=one)
    facts = {"name": person.name, "document_number": person.document_number}
    _done(recruitment.ask_partner(mine, **facts, by=actors[0]))
    couples = Couple.objects.filter(first=one, second=other)
    _done(recruitment.accept_invitations(couples, by=actors[1]))
    wishes = Preference._base_manager.order_by("rank")
    first, second = (list(wishes.filter(application=each).values_list("place", flat=True)) for each in (one, other))
    shared = [place for place in first if place in second]
    pairs = [*((place, place) for place in shared), (first[0], second[0]), (first[0], None)]
    _done(recruitment.save_pairs(couples, list(dict.fromkeys(pairs)), by=actors[0]))
    last = couples.get().preferences.order_by("pk").last()
    assert last  # noqa: S101 -- a fault of the demonstration itself
    _done(recruitment.agree_pairs(couples, seen=last.pk, by=actors[1]))


def _scores(batch: Batch) -> list[dict[str, Any]]:
    """Out of order, some alike, two below the pass mark."""
    parts = list(batch.score_parts.all())
    numbers = Application._base_manager.filter(batch=batch).order_by("number").values_list("number", flat=True)
    return [
        {"number": number, **{f"part_{part.pk}": _points(n, turn) for turn, part in enumerate(parts)}}
        for n, number in enumerate(numbers)
    ]


def _points(number: int, turn: int) -> float:
    return 56.5 if number in (7, 19) and not turn else 64.5 + (number * 37 + turn * 11) % 61 / 2


def _done(outcome: Outcome) -> Outcome:
    assert not outcome.refused, list(outcome.refused.values())[:3]  # noqa: S101 -- a fault of the demonstration itself
    return outcome
