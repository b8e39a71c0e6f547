"""Applicants: some have submitted, some are still at it, and two hold results of two recruitments at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from xinglin.demo.answers import cleaned, educations
from xinglin.demo.log_ins import hashed
from xinglin.demo.people import fake_people
from xinglin.demo.recruitment.setup import Recruitment
from xinglin.demo.scans import upload_scans
from xinglin.domains.people.public import BASIC, LICENCE, EducationLevel, open_people
from xinglin.domains.recruitment import public as recruitment
from xinglin.domains.recruitment.public import Applicant, Application, Batch, Offer, Place, Preference
from xinglin.engines.access.actor import Actor, actor_of, memberships_of, system_actor
from xinglin.engines.access.remembering import remembering
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import NewAccount, open_accounts
from xinglin.engines.actions import Outcome
from xinglin.kit import masking

SUPPLEMENT = {
    "cultivation_type": "national",
    "graduate_kind": "fresh",
    "is_rural_order": False,
    "is_western_support": False,
    "training_years": "3",
}
FIRST_SERIAL = 770_000
EMPLOYED_SINCE = date(2024, 8, 1)
# Batch → from which of the applicants to which, and how many of them only have a draft.
APPLYING = {"bj-registration": (2, 30, 6), "gd-screening": (30, 54, 0), "bj-trial": (54, 57, 1)}
HOLDING, OF = (0, 2), ("bj-acceptance", "sz-acceptance")  # these two were admitted by both
EMPLOYED = range(3, 54, 5)  # every fifth is sent by an employer


@remembering()  # no window moves meanwhile
def apply_for_places(made: Recruitment) -> None:
    """Applications in batches that are open; while all windows are open."""
    actors = registered(FIRST_SERIAL, 57)
    _employ(actors)
    for key, (first, last, open_drafts) in APPLYING.items():
        keys = _apply(made.batches[key], list(range(first, last)), actors)
        _submit(keys[: len(keys) - open_drafts])
    for key in OF:
        _admit(made, key, _apply(made.batches[key], list(range(*HOLDING)), actors))


def _employ(actors: Sequence[Actor]) -> None:
    for number in EMPLOYED:
        row = Applicant._base_manager.filter(person__account=actors[number].account_id)
        entry = {"employer_name": "示例县人民医院", "post": "住院医师", "starts_on": EMPLOYED_SINCE, "is_current": True}
        done(recruitment.save_work(row, {row.get().pk: {"has_employer": True, "entries": [entry]}}, by=actors[number]))


def _apply(batch: Batch, numbers: Sequence[int], actors: Sequence[Actor]) -> list[int]:
    """A draft of each of these, as whom the batch takes them, wishing for places in turn."""
    places = list(Place._base_manager.filter(batch=batch, approved__gt=0).order_by("specialty__code", "pk"))
    choices, categories = [], []
    for number in numbers:
        first = places[number * 7 % len(places)]
        alike = [place for place in places if place.specialty_id == first.specialty_id and place != first]
        others = places[number % 5 :: 11] if batch.several_specialties else alike
        wishes = [first, *(place for place in others if place != first)][: batch.preferences]
        choices.append([place.pk for place in wishes])
        employed = "COMPANY" if "COMPANY" in batch.categories else "ENTRUST"
        categories.append(employed if number in EMPLOYED else "SOCIAL")
    return drafted(batch, [actors[number] for number in numbers], choices, categories)


def _submit(keys: Sequence[int]) -> None:
    rows = Application._base_manager.filter(pk__in=keys)
    done(recruitment.submit_applications(rows, by=system_actor("示例数据")))


def _admit(made: Recruitment, key: str, keys: Sequence[int]) -> None:
    """Admitted by the base of their first preference; the result lies long enough to be answered."""
    _submit(keys)
    first = Preference._base_manager.filter(application__in=keys, rank=1)
    for unit in made.taking_part[key]:
        mine = first.filter(institution=unit)
        done(recruitment.pass_preferences(mine, by=made.bases[unit.pk]))
        done(recruitment.admit(mine, by=made.bases[unit.pk]))
        done(recruitment.release(Offer._base_manager.filter(preference__in=mine), by=made.bases[unit.pk]))
    Offer._base_manager.filter(application__in=keys).update(released_at=timezone.now() - timedelta(days=2))


def registered(first_serial: int, number: int) -> list[Actor]:
    """People with log-ins and all four parts, filled in together."""
    people = fake_people(number, start=first_serial)
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
    done(recruitment.open_applicants(keys, by=system))
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
        done(save(rows, keyed([{f.key: values.get(f.key) for f in fields} for values in answers]), by=by))
    levels = [{"levels": each, "marks": _marks(each)} for each in educations(people)]
    done(recruitment.save_education(rows, keyed(levels), by=by))
    done(recruitment.save_work(rows, keyed([{"has_employer": False, "entries": []} for _ in people]), by=by))


def _marks(levels: Mapping[str, Any]) -> dict[str, str]:
    attended = [level for level in EducationLevel.values if levels[level]]
    bachelor = "bachelor" if "bachelor" in attended else ""
    return {"first_level": attended[0], "bachelor_level": bachelor, "highest_level": attended[-1]}


def drafted(
    batch: Batch, actors: Sequence[Actor], choices: Sequence[Sequence[int]], categories: Iterable[str] = ()
) -> list[int]:
    """A draft of each with all steps done, by default as 面向社会招收."""
    rows = Batch.objects.filter(pk=batch.pk)
    keys = [done(recruitment.start_applications(rows, by=actor)).records[batch.pk] for actor in actors]
    drafts, system = Application._base_manager.filter(pk__in=keys), system_actor("示例数据")
    chosen = dict.fromkeys(keys, "SOCIAL") | dict(zip(keys, categories, strict=False))
    done(recruitment.choose_categories(drafts, chosen, by=system))
    done(recruitment.confirm_particulars(drafts, by=system))
    done(recruitment.save_supplements(drafts, dict.fromkeys(keys, SUPPLEMENT), by=system))
    wishes = dict(zip(keys, choices, strict=True))
    done(recruitment.save_preferences(drafts, wishes, dict.fromkeys(keys, True), by=system))
    return keys


def done(outcome: Outcome) -> Outcome:
    """The outcome, of which nothing was refused: else the demonstration itself is at fault."""
    assert not outcome.refused, list(outcome.refused.values())[:3]  # noqa: S101 -- a fault of the demonstration itself
    return outcome
