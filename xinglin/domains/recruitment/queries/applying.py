"""What applicants read: their own parts, the batches and places there are, and how far an application has come."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet

from xinglin.domains.people.public import (
    LICENCE,
    EducationLevel,
    Person,
    Record,
    education,
    personal_sections,
    records_of,
    values_of,
)
from xinglin.domains.people.public import shown_field as answer_of
from xinglin.domains.training.public import Training
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.visible import visible
from xinglin.engines.fields import Field, missing
from xinglin.engines.review.copies import Answer as Line
from xinglin.engines.review.copies import Form, Section

from ..enums import Answer, ApplicationState
from ..fields.applying import (
    CATEGORY,
    CONTACT,
    EMPLOYED,
    EMPLOYMENT,
    HAS_EMPLOYER,
    IDENTITY,
    PARTS,
    REASSIGNMENT,
    SUPPLEMENT,
)
from ..models import Applicant, Application, ApplicationFile, Batch, Employment, Offer, Place, Preference
from ..rules import applying as rules
from ..rules.admitting import place_title
from ..windows import REGISTRATION
from .batches import batches_visible_to
from .timing import Timings

JOINED = ("batch__province", "batch__owner", "person", "province")
PLACE = ("place__institution__province", "place__specialty", "place__site")
MARKS = {"first_level": "第一学历", "bachelor_level": "本科学历", "highest_level": "最高学历"}


def applicants_visible_to(actor: Actor) -> "QuerySet[Applicant]":
    """One's own."""
    return visible(Applicant, actor, rules.APPLY).select_related("person")


def own_people(actor: Actor) -> "QuerySet[Person]":
    """The person of somebody who may become an applicant beside what he is."""
    people = Person._base_manager.filter(account=actor.account_id or 0)
    return people if actor.may(rules.JOIN) else people.none()


def own_files(actor: Actor) -> "QuerySet[Any]":
    """Keys of the files in one's own submitted applications, whatever stands in one's record now."""
    mine = applications_visible_to(actor).order_by().values("pk")
    return ApplicationFile._base_manager.filter(application__in=mine).values("upload")


def applications_visible_to(actor: Actor) -> "QuerySet[Application]":
    """One's own, the newest first."""
    return visible(Application, actor, rules.APPLY).select_related(*JOINED).order_by("-pk")


def open_drafts(actor: Actor) -> list[Application]:
    """One's drafts that can still be submitted."""
    drafts = list(applications_visible_to(actor).filter(state=ApplicationState.DRAFT))
    timings = Timings({draft.batch for draft in drafts}, [REGISTRATION])
    return [draft for draft in drafts if timings.opening(draft.batch, REGISTRATION).is_open]


@dataclass
class Profile:
    """学员信息维护 of one person: the four parts as they are now."""

    applicant: Applicant
    record: Record
    employments: list[Employment] = field(default_factory=list)
    admitted_as: str | None = None  # category of the admission that fixes the employer (REC-43)

    @property
    def revision(self) -> int:
        """Counts saved changes of any part, those of the person and those kept here."""
        return self.record.person.revision + self.applicant.revision

    @property
    def current(self) -> Employment | None:
        """当前所在单位, if there is one."""
        return next((each for each in self.employments if each.is_current), None) if self.works else None

    @property
    def works(self) -> bool:
        """是否有工作单位."""
        return bool(self.applicant.has_employer)

    def identity(self) -> dict[str, Any]:
        """Values of 基本信息: those of the person and of the licence, with the document that some rules read."""
        licence = values_of(self.record.licence, LICENCE) if self.record.licence else {}
        return {**licence, **self.record.basic()}

    def gaps(self) -> list[tuple[str, str]]:
        """(part key, what is missing there), in the order of the parts (REC-12, REC-13)."""
        basic, person = self.identity(), self.record.person
        found = [("identity", f.title) for f in missing(IDENTITY, basic)]
        lacking = [f.title for f in missing(CONTACT, values_of(person, CONTACT))]
        if not lacking and self.applicant.contact_saved_at is None:
            lacking = ["核对后保存一次"]
        found += [("contact", title) for title in lacking]
        found += [("education", title) for title in self._education_gaps()]
        found += [("work", title) for title in self._work_gaps()]
        return found

    def _education_gaps(self) -> list[str]:
        if not self.record.educations:
            return ["至少一段学习经历"]
        found = []
        for level, row in self.record.educations.items():
            fields = education(EducationLevel(level))
            found += [f.label for f in missing(fields, values_of(row, fields))]
        return found + rules.lacking_marks(self.applicant, self.record.educations)

    def _work_gaps(self) -> list[str]:
        if self.applicant.has_employer is None:
            return [HAS_EMPLOYER.title]
        if not self.works:
            return []
        found = [] if self.employments else ["至少一段工作经历"]
        for row in self.employments:
            found += [f"“{row.employer_name}”的{f.title}" for f in missing(EMPLOYMENT, values_of(row, EMPLOYMENT))]
        return found


def profiles_of(applicants: Iterable[Applicant]) -> dict[int, Profile]:
    """Applicant key → profile; five statements, whatever their number. The people are loaded with the applicants."""
    rows = {applicant.pk: applicant for applicant in applicants}
    records = records_of(applicant.person for applicant in rows.values())
    admitted = admitted_categories([applicant.person_id for applicant in rows.values()])
    profiles = {
        pk: Profile(row, records[row.person_id], admitted_as=admitted.get(row.person_id)) for pk, row in rows.items()
    }
    for employment in Employment.objects.filter(applicant__in=rows):
        profiles[employment.applicant_id].employments.append(employment)
    return profiles


def own_profile(actor: Actor) -> Profile | None:
    """The actor's own; None for an account that has no person."""
    applicant = applicants_visible_to(actor).first()
    return profiles_of([applicant])[applicant.pk] if applicant else None


def admitted_categories(people: Sequence[int]) -> dict[int, str]:
    """Person → the category in which an employer sends him: of his training, else of the offer he accepted (REC-43)."""
    accepted = Offer._base_manager.filter(
        person__in=people,
        answer=Answer.ACCEPTED,
        cancelled_at=None,
        is_trial=False,
        application__category__in=EMPLOYED,
    ).exclude(report_state="absent")
    trained = Training._base_manager.filter(
        person__in=people, resident_category__in=EMPLOYED, status__in=("training", "extended", "suspended", "ended")
    )
    found = dict(accepted.order_by("pk").values_list("person", "application__category"))
    return found | dict(trained.order_by("pk").values_list("person", "resident_category"))


@dataclass(frozen=True)
class Choice:
    """A batch as an applicant finds it in step one."""

    batch: Batch
    opening: Any
    application: Application | None
    why: str | None  # why one cannot apply in it now


def batches_offered(actor: Actor, profile: Profile) -> list[Choice]:
    """Batches whose registration is open or still to come, the soonest to close first; with one's own applications."""
    batches = list(batches_visible_to(actor))
    timings = Timings(batches, [REGISTRATION])
    mine = {each.batch_id: each for each in applications_visible_to(actor)}
    gaps = titled(profile.gaps())
    choices = []
    for batch in batches:
        opening = timings.opening(batch, REGISTRATION)
        if opening.state in ("open", "future"):
            why = rules.may_start(gaps, timings.why_closed(batch, REGISTRATION))
            choices.append(Choice(batch, opening, mine.get(batch.pk), why))
    return sorted(choices, key=lambda choice: (choice.opening.state != "open", choice.opening.ends_at))


def titled(gaps: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(title of the part, what is missing)."""
    return [(PARTS[part], title) for part, title in gaps]


@dataclass(frozen=True)
class PlaceOffered:
    """A place with how many may come and how many have applied."""

    place: Place
    applied: int

    @property
    def title(self) -> str:
        """«主基地», or the affiliate site."""
        return self.place.site.name if self.place.site else "主基地"


def places_offered(actor: Actor, batch: Batch, specialty: str | None = None) -> list[PlaceOffered]:
    """Approved places of a batch that an applicant may choose from, by base; with 已报名人数 (REC-14)."""
    if not actor.may(rules.APPLY):
        return []
    rows = Place._base_manager.filter(batch=batch, approved__gt=0)
    rows = rows.filter(specialty__code=specialty) if specialty else rows
    found = list(
        rows.select_related("institution", "specialty", "site").order_by("institution__name", "specialty__code", "pk")
    )
    applied = applied_to(found)
    return [PlaceOffered(place, applied[place.pk]) for place in found]


def specialties_offered(actor: Actor, batch: Batch) -> list[tuple[str, str]]:
    """(code, name) of the specialties for which a batch has places."""
    if not actor.may(rules.APPLY):
        return []
    rows = Place._base_manager.filter(batch=batch, approved__gt=0).order_by("specialty__code")
    return list(rows.values_list("specialty__code", "specialty__name").distinct())


def applied_to(places: Iterable[Place]) -> Counter[int]:
    """Place → how many submitted applications name it; one statement."""
    named = Preference._base_manager.filter(
        place__in=[place.pk for place in places], application__state=ApplicationState.SUBMITTED
    )
    return Counter(dict(named.order_by().values_list("place").annotate(number=Count("pk"))))


def preferences_of(applications: Iterable[Application]) -> dict[int, list[Preference]]:
    """Application → its preferences in their order; one statement."""
    found: dict[int, list[Preference]] = {application.pk: [] for application in applications}
    for row in Preference._base_manager.filter(application__in=found).select_related(*PLACE).order_by("rank"):
        found[row.application_id].append(row)
    return found


def obstacles_of(
    application: Application, profile: Profile, preferences: Sequence[Preference]
) -> list[tuple[int, str]]:
    """(step, sentence): what keeps this draft from being submitted."""
    gaps = titled(profile.gaps())
    return rules.obstacles(application, gaps, profile.applicant, profile.current, profile.revision, preferences)


def parts_sections(profile: Profile) -> list[Section]:
    """The four parts as a copy keeps them and a page shows them."""
    sections = personal_sections(profile.record)
    marks = {key: getattr(profile.applicant, key) for key in MARKS}
    lines = [
        Line(key=f"marks.{key}", title=title, value=marks[key] or None, shown=_level(marks[key]))
        for key, title in MARKS.items()
    ]
    work = [answer_of("work", HAS_EMPLOYER, profile.applicant.has_employer)]
    for number, row in enumerate(profile.employments if profile.works else [], start=1):
        values = values_of(row, EMPLOYMENT)
        work += _lines(f"work.{number}", EMPLOYMENT, values)
    marked = Section(key="marks", title="学历标记", tab=PARTS["education"], fields=lines)
    return [*sections, marked, Section(key="work", title=PARTS["work"], fields=work)]


def tidied(sections: Iterable[Section]) -> list[Section]:
    """The same where the section stands above: «学校» and not «<本科>学校»."""
    found = []
    for section in sections:
        said = f"<{section['title']}>"
        lines = [Line(**{**line, "title": line["title"].removeprefix(said)}) for line in section["fields"]]
        found.append(Section(**{**section, "fields": lines}))
    return found


def _level(value: str) -> str:
    return EducationLevel(value).label if value else ""


def _lines(section: str, fields: Iterable[Field], values: Mapping[str, Any]) -> list[Line]:
    return [answer_of(section, f, values.get(f.key)) for f in fields if f.relevant(values)]


def application_sections(application: Application, preferences: Sequence[Preference]) -> list[Section]:
    """报名信息 and 志愿."""
    values = {f.key: getattr(application, f.key) for f in SUPPLEMENT}
    values |= {"category": application.category, "training_years": _text(application.training_years)}
    lines = [
        Line(key="application.batch", title="招收批次", value=application.batch.name, shown=application.batch.name),
        answer_of("application", CATEGORY, application.category or None),
        *_lines("application", SUPPLEMENT, values),
    ]
    if application.category in EMPLOYED:
        lines.insert(2, _plain("application.sender_name", "选送单位", application.sender_name))
    wishes = [_plain(f"preference.{p.rank}", f"第 {p.rank} 志愿", preference_title(p)) for p in preferences]
    wishes.append(answer_of("application", REASSIGNMENT, application.accepts_reassignment))
    return [
        Section(key="application", title="报名信息", fields=lines),
        Section(key="preferences", title="志愿", fields=wishes),
    ]


def _plain(key: str, title: str, value: str) -> Line:
    return Line(key=key, title=title, value=value, shown=value)


def _text(value: int | None) -> str | None:
    return str(value) if value else None


def preference_title(preference: Preference) -> str:
    """«示范医院 内科（协同单位：示范县医院）»."""
    return f"{preference.place.institution.name} {place_title(preference.place)}"


def whole_form(application: Application, profile: Profile, preferences: Sequence[Preference]) -> Form:
    """What the submission freezes: everything said in the four parts and the five steps."""
    return Form(sections=[*application_sections(application, preferences), *parts_sections(profile)])
