"""Calls of the engines' own actions."""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone

from tests.contracts.calls import (
    INNER,
    JOB,
    ONES_OWN,
    Crowd,
    Verb,
    base,
    call,
    nation,
    next_door,
    other_province,
    owner,
    somebody_else,
    supervisor,
    system,
)
from tests.engines.accounts.people import hashed
from tests.walk import upload_for
from xinglin.engines.access.actions import NewMembership, NewUnit, found_units, grant
from xinglin.engines.access.models import Unit, UnitKind
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts import actions as accounts
from xinglin.engines.accounts.models import Account
from xinglin.engines.files import actions as files
from xinglin.engines.files.models import Upload
from xinglin.engines.files.storing import NewFile
from xinglin.engines.jobs.models import JobRun, JobState
from xinglin.engines.lists import actions as lists
from xinglin.engines.lists.address import Asked
from xinglin.engines.lists.columns import Masked
from xinglin.engines.lists.declaration import LISTS
from xinglin.engines.lists.models import BulkResult
from xinglin.engines.notices import actions as notices
from xinglin.engines.notices.models import Notice
from xinglin.engines.sheets import actions as sheets
from xinglin.engines.sheets.models import ImportRun
from xinglin.engines.sheets.sheet import SHEETS
from xinglin.engines.windows import actions as windows
from xinglin.engines.windows.models import Window, WindowExtension

PASSWORD = "Juzi-pao-3-bian"


@call("access.units_founded", by=nation, stranger=next_door)
def _(crowd: Crowd, number: int) -> Verb:
    new = [NewUnit(UnitKind.DEPARTMENT, crowd.world.country.hospital, f"第{index}科") for index in range(number)]
    return lambda by: found_units(new, by=by)


@call("access.memberships_granted")
def _(crowd: Crowd, number: int) -> Verb:
    unit = crowd.world.country.hospital.pk
    new = [NewMembership(account, unit, Role.SUPERVISOR) for account in crowd.accounts(number)]
    return lambda by: grant(new, by=by)


@call("accounts.opened", stranger=None, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    new = [accounts.NewAccount(f"科室{n}", f"科室{n}", f"科室{n}", mobile="19900000000") for n in range(number)]
    return lambda by: accounts.open_accounts(new, by=by)


def residents(crowd: Crowd, number: int, *, password: str = "") -> "QuerySet[Account]":
    """Accounts of residents, activated when there is a password."""
    found = Account.objects.filter(pk__in=crowd.accounts(number))
    found.update(password=password)
    return found


@call("accounts.activated", by=owner, stranger=somebody_else, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    mine = residents(crowd, number)
    return lambda by: accounts.activate(mine, by=by, password=PASSWORD)


@call("accounts.password_changed", by=owner, stranger=somebody_else, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    mine = residents(crowd, number, password=hashed())
    return lambda by: accounts.change_password(mine, by=by, password=PASSWORD)


@call("accounts.password_recovered", by=owner, stranger=somebody_else, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    mine = residents(crowd, number, password=hashed())
    return lambda by: accounts.recover_password(mine, by=by, password=PASSWORD)


@call("accounts.mobile_changed", by=owner, stranger=somebody_else, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    mine = residents(crowd, number, password=hashed())
    return lambda by: accounts.change_mobile(mine, by=by, mobile="19900000001")


@call("accounts.sessions_ended", by=owner, stranger=somebody_else, most=1)
def _(crowd: Crowd, number: int) -> Verb:
    mine = residents(crowd, number)
    return lambda by: accounts.end_sessions(mine, by=by)


@call("accounts.password_reset")
def _(crowd: Crowd, number: int) -> Verb:
    theirs = residents(crowd, number, password=hashed())
    return lambda by: accounts.reset_passwords(theirs, by=by)


@call("accounts.mobile_corrected")
def _(crowd: Crowd, number: int) -> Verb:
    theirs = residents(crowd, number)
    numbers = {pk: f"199{index:08}" for index, pk in enumerate(crowd.accounts(number))}
    return lambda by: accounts.correct_mobiles(theirs, by=by, mobiles=numbers)


@call("files.taken_in", stranger=None, why=ONES_OWN)
def _(crowd: Crowd, number: int) -> Verb:
    new = [NewFile(kind="portrait", name="a.jpg", body=BytesIO(b"x"), content_type="image/jpeg") for _ in range(number)]
    return lambda by: files.take_in(new, by=by)


@call("files.attached", by=owner, stranger=somebody_else)
def _(crowd: Crowd, number: int) -> Verb:
    keys = [upload_for(owner(crowd), "portrait").pk for _ in range(number)]
    Upload.objects.filter(pk__in=keys).update(expires_at=timezone.now() + timedelta(1))
    return lambda by: files.attach(keys, by=by)


@call("files.released", by=owner, stranger=somebody_else)
def _(crowd: Crowd, number: int) -> Verb:
    keys = [upload_for(owner(crowd), "portrait").pk for _ in range(number)]
    return lambda by: files.release(keys, by=by)


@call("lists.columns_chosen", stranger=None, why=ONES_OWN)
def _(crowd: Crowd, number: int) -> Verb:
    chosen = {f"list-{index}": ["name"] for index in range(number)}
    return lambda by: lists.choose_columns(chosen, by=by)


def result(crowd: Crowd, **fields: object) -> BulkResult:
    """What a bulk action left."""
    by = base(crowd)
    return BulkResult(account_id=by.account_id, membership_id=by.membership_id, title="上报", done=1, **fields)


@call("lists.result_kept", stranger=None, why=ONES_OWN)
def _(crowd: Crowd, number: int) -> Verb:
    results = [result(crowd, listing="intake") for _ in range(number)]
    return lambda by: lists.keep_result(results, by=by)


@call("lists.results_dropped", by=system, stranger=None, why=JOB)
def _(crowd: Crowd, number: int) -> Verb:
    old = timezone.now() - timedelta(8)
    BulkResult.objects.bulk_create(result(crowd, listing="intake", created_at=old) for _ in range(number))
    return lambda by: lists.drop_results(by=by)


@call("lists.export_started", stranger=None, why=ONES_OWN)
def _(crowd: Crowd, number: int) -> Verb:
    asked = Asked(LISTS["intake"], base(crowd), QueryDict())
    return lambda by: lists.start_exports([lists.NewExport(asked, False, "", 1)] * number, by=by)


@call("lists.export_ended", by=system, stranger=None, why=JOB)
def _(crowd: Crowd, number: int) -> Verb:
    runs = [JobRun(task=lists.EXPORT, title="导出", unit=crowd.world.country.hospital) for _ in range(number)]
    keys = [run.pk for run in JobRun.objects.bulk_create(runs)]
    rows = JobRun._base_manager.filter(pk__in=keys)
    return lambda by: lists.end_exports(rows, by=by, state=JobState.DONE, message="导出已完成。")


@call("lists.number_revealed")
def _(crowd: Crowd, number: int) -> Verb:
    listing, keys = LISTS["intake"], [t.pk for t in crowd.trainings[:number]]
    column = listing.by_key["document_number"]
    assert isinstance(column, Masked)
    return lambda by: lists.reveal(listing.rows(by).filter(pk__in=keys), by=by, column=column, reason="核对身份信息")


@call("notices.sent", stranger=None, why=INNER)
def _(crowd: Crowd, number: int) -> Verb:
    return lambda by: notices.notify(crowd.accounts(number), "请补充资料", by=by)


@call("notices.read")
def _(crowd: Crowd, number: int) -> Verb:
    rows = [Notice(account_id=base(crowd).account_id, title="消息") for _ in range(number)]
    keys = [notice.pk for notice in Notice.objects.bulk_create(rows)]
    return lambda by: notices.mark_read(keys, by=by)


@call("sheets.run_started", stranger=supervisor)
def _(crowd: Crowd, number: int) -> Verb:
    new = [
        sheets.NewRun(sheet=SHEETS["resident-accounts"], file=ContentFile(b"x"), file_name="x.xlsx", options={})
        for _ in range(number)
    ]
    return lambda by: sheets.start_runs(new, by=by)


def runs(crowd: Crowd, number: int, **fields: object) -> list[int]:
    """Imports of the hospital."""
    unit = crowd.world.country.hospital
    new = [ImportRun(key="resident-accounts", unit=unit, file_name="x.xlsx", **fields) for _ in range(number)]
    return [run.pk for run in ImportRun.objects.bulk_create(new)]


@call("sheets.runs_cleared", by=system, stranger=None, why=JOB)
def _(crowd: Crowd, number: int) -> Verb:
    runs(crowd, number, created_at=timezone.now() - timedelta(60), file=f"imports/{uuid4().hex}")
    return lambda by: sheets.clear_old_runs(by=by)


@call("sheets.runs_interrupted", by=system, stranger=None, why=JOB)
def _(crowd: Crowd, number: int) -> Verb:
    keys = runs(crowd, number)
    return lambda by: sheets.mark_interrupted(keys, by=by)


def coming(crowd: Crowd, number: int) -> list[windows.Timing]:
    """Times for the hospital's province that have not begun."""
    starts, unit = timezone.now() + timedelta(5), crowd.world.country.province
    ends = starts + timedelta(4)
    return [
        windows.Timing(kind="intake-review", year=2027, batch=batch, unit=unit, starts_at=starts, ends_at=ends)
        for batch in range(1, number + 1)
    ]


@call("windows.scheduled", by=nation, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    timings = coming(crowd, number)
    return lambda by: windows.schedule(timings, by=by)


@call("windows.removed", by=nation, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    windows.schedule(coming(crowd, number), by=nation(crowd))
    rows = Window.objects.filter(year=2027)
    return lambda by: windows.remove(rows, by=by)


def hospitals(crowd: Crowd, number: int) -> list[int]:
    """New hospitals of the province."""
    city = crowd.world.country.city
    new = [NewUnit(UnitKind.INSTITUTION, city, f"新医院{index}") for index in range(number)]
    return found_units(new, by=nation(crowd)).done


@call("windows.extended", by=nation, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    rows = Unit.objects.filter(pk__in=hospitals(crowd, number))
    window = Window.objects.get(kind="intake-reporting")
    later = window.ends_at + timedelta(3)
    return lambda by: windows.extend(rows, window=window, ends_at=later, reason="补报", by=by)


@call("windows.extension_revoked", by=nation, stranger=other_province)
def _(crowd: Crowd, number: int) -> Verb:
    window = Window.objects.get(kind="intake-reporting")
    later = window.ends_at + timedelta(3)
    new = [WindowExtension(window=window, unit_id=pk, ends_at=later, reason="补报") for pk in hospitals(crowd, number)]
    keys = [extension.pk for extension in WindowExtension.objects.bulk_create(new)]
    return lambda by: windows.revoke(WindowExtension.objects.filter(pk__in=keys), by=by)
