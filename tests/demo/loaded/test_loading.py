"""The demonstration is loaded once and looked at from all sides."""

import unicodedata
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.models import Count
from django.test import Client
from django.urls import reverse

from tests.engines.accounts.people import log_in
from xinglin.demo.cohorts import FLAGSHIP, NEXT_DOOR, SIZES, STAGES, cohorts
from xinglin.demo.founding import LATE, past_years, this_year
from xinglin.demo.loading import NotEmpty, load
from xinglin.demo.log_ins import INITIAL_PASSWORD, log_ins, table
from xinglin.domains.assessment.models import Physician
from xinglin.domains.faculty.models import Supervisor
from xinglin.domains.people.models import Person
from xinglin.domains.recruitment.models import Batch
from xinglin.domains.training.chains import REPORTING
from xinglin.domains.training.models import Training
from xinglin.domains.training.windows import INTAKE, PROVINCE_REVIEW
from xinglin.engines.access.models import Membership, Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.models import Account
from xinglin.engines.files.models import Upload
from xinglin.engines.review.models import Decision
from xinglin.engines.windows.queries import opening_for

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.spec("PLT-120")]


def stage_of(training: Training) -> str:
    """The planned stage, read from what the record has become."""
    case, filled = training.case, training.completeness == 100
    if case and case.state == "open":
        return "resubmitted" if case.number > 1 else "reported"
    if case:
        return case.state
    if training.personal_state:
        return "personal_returned" if training.personal_state == "returned" else "corrected"
    if filled:
        return "complete"
    if training.specialty_id:
        return "assigned"
    if hasattr(training.person, "licence"):
        return "filled"
    return "begun" if training.person.address else "opened"


def test_every_record_has_come_as_far_as_planned(loaded):
    planned = Counter(r.stage for cohort in cohorts(this_year()) for r in cohort.residents)
    records = Training.objects.filter(intake_year=this_year()).select_related("person__licence", "case")
    found = Counter(stage_of(training) for training in records)
    assert found == planned
    assert set(found) == set(STAGES)


def test_the_flagship_shows_every_state_at_once(loaded):
    records = Training.objects.filter(intake_year=this_year(), institution__name=FLAGSHIP)
    found = Counter(stage_of(training) for training in records.select_related("person__licence", "case"))
    assert found.total() == SIZES[FLAGSHIP] == 214
    assert min(found[stage] for stage in STAGES) >= 8


def test_the_numbers_told_are_the_numbers_made(loaded):
    assert loaded == {
        "省份": Unit.objects.filter(kind=UnitKind.PROVINCE).count(),
        "医院": Unit.objects.filter(kind=UnitKind.INSTITUTION).count(),
        "住院医师": Person.objects.exclude(trainings=None).distinct().count(),
        "招收批次": Batch.objects.count(),
        "医师": Physician.objects.count(),
        "师资": Supervisor.objects.count(),
    }
    assert loaded["省份"] == 32
    assert loaded["医院"] >= 100
    assert loaded["住院医师"] > 2000


def test_every_province_has_hospitals_residents_and_people_in_charge(loaded):
    provinces = Unit.objects.filter(kind=UnitKind.PROVINCE)
    trained = dict(Training.objects.values_list("province").annotate(Count("pk")))
    led = set(Membership.objects.filter(role=Role.PROVINCE_REVIEWER).values_list("unit", flat=True))
    for province in provinces:
        assert Unit.objects.filter(kind=UnitKind.INSTITUTION, province=province).exists(), province
        assert trained.get(province.pk, 0) > 20, province
        assert province.pk in led, province


def test_decisions_bear_the_names_of_those_who_decided(loaded):
    decided = Decision.objects.filter(case__institution__name=FLAGSHIP, case__chain=REPORTING.key)
    assert set(decided.values_list("unit_name", flat=True)) == {"北京市"}
    assert set(decided.values_list("role", flat=True)) == {Role.PROVINCE_REVIEWER}


def test_windows_are_open_today_and_past_years_are_over(loaded):
    flagship, late = (Unit.objects.get(kind=UnitKind.INSTITUTION, name=name) for name in (FLAGSHIP, LATE))
    for kind in (INTAKE, PROVINCE_REVIEW):
        assert opening_for(kind, this_year(), flagship).is_open
        assert {opening_for(kind, year, flagship).state for year in past_years()} == {"past"}
    assert opening_for(INTAKE, this_year(), late).is_extended
    went_on = Training.objects.exclude(previous=None)  # received from another base, not yet reported there
    unapproved = Training.objects.filter(intake_year__in=past_years(), case__approved_at=None)
    assert list(unapproved.order_by("pk")) == list(went_on.order_by("pk"))


def test_complete_records_have_their_pictures(loaded):
    flagship = Person.objects.filter(trainings__institution__name=FLAGSHIP, trainings__completeness=100)
    assert flagship.exists()
    assert not flagship.filter(portrait=None).exists()
    assert flagship.aggregate(n=Count("portrait", distinct=True))["n"] == flagship.distinct().count()
    portraits = Upload.objects.filter(pk__in=flagship.values("portrait"))
    assert set(portraits.values_list("expires_at", "institution__kind")) == {(None, UnitKind.INSTITUTION)}


def test_every_log_in_of_the_table_opens_its_home(loaded):
    lines = log_ins()
    assert len({line.login for line in lines}) == len(lines) >= 15
    for line in lines:
        client = Client()
        answer = log_in(client, line.login, line.password)
        if line.password == INITIAL_PASSWORD:
            assert answer.url == reverse("accounts:activate"), line
            continue
        assert answer.status_code == 302, line
        assert client.get("/").status_code == 200, line


def test_the_table_has_every_role_that_has_something_to_do(loaded):
    accounts = [Account.objects.by_login(line.login).pk for line in log_ins()]
    held = set(Membership.objects.filter(account__in=accounts).values_list("role", flat=True))
    assert held == {
        Role.NATION_ADMIN,
        Role.NATION_REVIEWER,
        Role.PROVINCE_ADMIN,
        Role.PROVINCE_REVIEWER,
        Role.CITY_ADMIN,
        Role.BASE_ADMIN,
        Role.DEPARTMENT_HEAD,
        Role.TEACHING_SECRETARY,
        Role.SUPERVISOR,
        Role.RESIDENT,
        Role.APPLICANT,
        Role.INSTITUTION_ADMIN,
        Role.AGENCY_ADMIN,
        Role.PHYSICIAN,
        Role.SYSTEM_ADMIN,
        Role.SECURITY_ADMIN,
        Role.AUDITOR,
    }
    bases = Membership.objects.filter(account__in=accounts, role=Role.BASE_ADMIN).values_list("unit__name", flat=True)
    assert {FLAGSHIP, NEXT_DOOR} < set(bases)


def test_the_columns_of_the_table_stand_under_each_other(loaded):
    out = StringIO()
    call_command("demo", "--logins", stdout=out)
    assert out.getvalue().rstrip("\n") == table()
    passwords = {line.password for line in log_ins()} | {"密码"}
    starts = set()
    for line in table().splitlines():
        left, _, last = line.rpartition("  ")
        assert last in passwords
        starts.add(sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in left))
    assert len(starts) == 1


def test_a_filled_database_stays_as_it_is(loaded):
    before = Unit.objects.count(), Training.objects.count()
    with pytest.raises(NotEmpty):
        load()
    out = StringIO()
    call_command("demo", stdout=out)
    assert "保持不变" in out.getvalue()
    assert (Unit.objects.count(), Training.objects.count()) == before
