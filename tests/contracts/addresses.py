"""Every address of the product, with records of one hospital in each that names a record."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.http import QueryDict
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.timezone import localdate
from openpyxl import Workbook

from tests.contracts import (
    administration,
    assessment,
    faculty,
    logbook,
    ratings,
    recruitment_admit,
    recruitment_apply,
    recruitment_following,
    recruitment_match,
    recruitment_setup,
    rotation,
)
from tests.contracts.world import World
from tests.factories.country import YEAR
from tests.walk import opened, walk
from xinglin.domains.training.actions import change_status
from xinglin.domains.training.models import StatusChange, Training, UpdateEntry
from xinglin.engines.access.models import Membership, Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.accounts.actions import NewOperator, open_operators
from xinglin.engines.accounts.models import Account
from xinglin.engines.jobs.worker import run_pending
from xinglin.engines.lists.actions import NewExport, keep_result, start_exports
from xinglin.engines.lists.address import Asked
from xinglin.engines.lists.columns import Masked
from xinglin.engines.lists.declaration import LISTS, Bulk, List
from xinglin.engines.lists.models import BulkResult
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.models import Notice
from xinglin.engines.review.actions import approve, submit
from xinglin.engines.sheets.actions import NewRun
from xinglin.engines.sheets.sheet import SHEETS
from xinglin.engines.sheets.tasks import import_soon
from xinglin.engines.windows.actions import Timing, extend, schedule
from xinglin.engines.windows.models import Window, WindowExtension

Arguments = dict[str, Any]
NO_RECORD = "{name} takes {wanted}: say in tests/contracts/addresses.py which record of the hospital it names."
THIRD_PARTY = ("captcha-",)  # the picture code's own package: pictures, no records
# Named by what is declared and not by a record: who holds the right opens them anywhere, and finds only his own there.
# So is a province's batch: all its bases read it, and each fills in its own plan.
# A rotation standard is everybody's, too; its departments are each base's own.
# A province's cycle is read by all authorities of the province.
# 异常人员名单 is read across all units, and says no more than it shows (REP-36)
NATIONWIDE = ("training:withdrawal", "assessment:cycle")
DECLARED = (
    "sheets:import",
    "sheets:template",
    "files:send",
    "recruitment:batch",
    "recruitment:plan",
    "rotation:standard",
    "rotation:line",
)

# Of areas that tell it themselves: key of a list → its row.
BY_LIST = (
    administration.ROWS,
    recruitment_admit.ROWS,
    recruitment_setup.ROWS,
    recruitment_following.ROWS,
    recruitment_match.ROWS,
    rotation.ROWS,
    logbook.ROWS,
    assessment.ROWS,
    faculty.ROWS,
    ratings.ROWS,
)


def patterns() -> dict[str, URLPattern]:
    """Every address the resolver knows, by its full name."""
    found = dict(_through(get_resolver().url_patterns, ""))
    return {name: pattern for name, pattern in found.items() if not name.startswith(THIRD_PARTY)}


def _through(parts: Any, prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for part in parts:
        if isinstance(part, URLResolver):
            yield from _through(part.url_patterns, f"{prefix}{part.namespace}:" if part.namespace else prefix)
        else:
            yield f"{prefix}{part.name}", part


def names_record(name: str, pattern: URLPattern) -> bool:
    """Does the address name a record, which lies somewhere?"""
    return bool(pattern.pattern.converters) and name not in (*DECLARED, *NATIONWIDE)


def addresses(name: str, pattern: URLPattern, examples: dict[str, list[Arguments]]) -> list[str]:
    """The address with each of its example records. Fails where none is known."""
    wanted = set(pattern.pattern.converters)
    if not wanted:
        return [reverse(name)]
    known = examples.get(name) or examples.get(name.partition(":")[0]) or []
    given = [{key: each[key] for key in wanted} for each in known if wanted <= each.keys()]
    assert given, NO_RECORD.format(name=name, wanted="、".join(sorted(wanted)))
    return [reverse(name, kwargs=each) for each in given]


def examples(world: World) -> dict[str, list[Arguments]]:
    """Full name of an address, or its namespace → arguments that name records of `world.country.hospital`."""
    base, reported = world.country.base, world.records["reported"]
    window, extension = _windows(world)
    trainings = [{"pk": world.records[state].pk} for state in ("reported", "opened", "approved")]
    return {
        "training": trainings,
        "status": trainings,
        "status:take": [{"pk": _transfer(world)}],
        "training:review": [trainings[0], trainings[2]],
        "training:original": trainings[2:],
        "training:update": [{"pk": UpdateEntry._base_manager.filter(training_id=reported.pk).latest("pk").pk}],
        "training:withdrawal": [{"pk": _withdrawal(world)}],
        "schedule": [{"pk": window.pk}],
        "reference:code_edit": [{"pk": row_of(world, LISTS["codes"])}],
        "reference:day_edit": [{"pk": row_of(world, LISTS["special-days"])}],
        "reference:specialty_edit": [{"pk": row_of(world, LISTS["specialties"])}],
        "institutions:base_edit": [{"pk": row_of(world, LISTS["bases"])}],
        "institutions:programme_edit": [{"pk": row_of(world, LISTS["programmes"])}],
        "institutions:department_edit": [{"pk": row_of(world, LISTS["departments-of-base"])}],
        "schedule:revoke": [{"pk": extension.pk}],
        "sheets": [{"pk": _run(world), "verdict": "refused"}],
        "sheets:template": [{"key": key} for key in SHEETS if not SHEETS[key].about],
        "sheets:import": [{"key": key} for key in SHEETS if not SHEETS[key].about],
        "files": [{"uuid": reported.person.portrait_id}],
        "files:send": [{"kind": "portrait"}],
        "lists": [each for listing in LISTS.values() for each in _of_list(world, listing)],
        "lists:export": [{"pk": _export(world)}],
        "lists:refused": [{"pk": _result(world)}],
        "access": [{"membership_id": base.membership_id}],
        "accounts": [{"account_id": reported.person.account_id, "operator_id": _operator(world)}],
        "notices": [{"pk": _notice(world)}],
        **recruitment_setup.examples(world.country),
        **recruitment_admit.examples(world.country),
        **recruitment_apply.examples(world.country, world.applicants[0]),
        **recruitment_match.examples(world.country),
        **recruitment_following.examples(world.country),
        **rotation.examples(world.country),
        **logbook.examples(world.country),
        **assessment.examples(world.country),
        **faculty.examples(world.country),
        **ratings.examples(world.country, reported),
    }


def _operator(world: World) -> int:
    """An operator of the hospital's own."""
    new = NewOperator(login="contract_clerk", name="章蔚", mobile="19900000001", rights=["training.view"])
    outcome = open_operators([new], by=world.country.base)
    if outcome.done:
        return Membership.objects.get(account=outcome.ids[0]).pk
    return Membership.objects.get(account=Account.objects.by_login("contract_clerk")).pk


def row_of(world: World, listing: List) -> int:
    """A row of a list that only the hospital, and who stands above it, sees."""
    known = {
        "intake": world.records["complete"].pk,
        "intake-review": world.records["reported"].pk,
        "resident-log-ins": world.records["complete"].pk,
        "operators": _operator(world),
        "account-security": world.country.base.account_id or 0,
        "managed": _managed(world),
        "managed-review": _managed(world),
        "to-put-back": _ended(world),
    }
    if listing.key == "intake-schedule":
        return _windows(world)[0].pk
    for rows in (
        administration.ROWS,
        recruitment_admit.ROWS,
        recruitment_setup.ROWS,
        recruitment_following.ROWS,
        recruitment_match.ROWS,
        rotation.ROWS,
        logbook.ROWS,
        assessment.ROWS,
        faculty.ROWS,
        ratings.ROWS,
    ):
        if listing.key in rows:
            return rows[listing.key](world.country)
    if listing.key.endswith("-progress"):
        country = world.country
        return (country.hospital if listing.key == "bases-progress" else country.province).pk
    assert listing.key in known, f"list {listing.key}: say in tests/contracts/addresses.py which row is the hospital's."
    return known[listing.key]


def _of_list(world: World, listing: List) -> Iterator[Arguments]:
    bulks = [each for each in (*listing.bulk, *listing.row_actions) if isinstance(each, Bulk)]
    for each in bulks:
        yield {"key": listing.key, "pk": row_of(world, listing), "name": each.key}
    for column in listing.columns:
        if isinstance(column, Masked) and column.reveal:
            yield {"key": listing.key, "pk": row_of(world, listing), "column": column.key}


def _withdrawal(world: World) -> int:
    """Somebody of the hospital whose 退培 is approved."""
    country = world.country
    (training,) = walk(country, opened(country, start=60), "approved", start=60)
    rows = Training.objects.filter(pk=training.pk)
    change = change_status(rows, status="withdrawn", reason="resigned", starts_on=localdate(), by=country.base)
    assert not change.refused, change.refused
    assert submit(rows, by=country.base).done
    assert approve(rows, by=country.reviewer).done
    return StatusChange._base_manager.get(training=training).pk


def _transfer(world: World) -> int:
    """Somebody whom the hospital next door let go to the hospital."""
    country, by = world.country, world.country.base_next_door
    (training,) = walk(country, opened(country, by=by, start=80), "approved", start=80)
    going: dict[str, Any] = {"status": "withdrawn", "reason": "change_of_base", "target": country.hospital.pk}
    outcome = change_status(Training.objects.filter(pk=training.pk), starts_on=localdate(), by=by, **going)
    assert outcome.done, outcome.refused
    return StatusChange._base_manager.get(training=training).pk


def _ended(world: World) -> int:
    """Somebody of the hospital who has to be put back to 在培."""
    country = world.country
    ended = Training._base_manager.filter(status="ended", institution=country.hospital)
    if not ended.exists():
        (training,) = walk(country, opened(country, start=90), "approved", start=90)
        rows = Training._base_manager.filter(pk=training.pk)
        change_status(rows, status="ended", reason="term_over", starts_on=localdate(), by=country.base).only()
    return ended.get().pk


def _managed(world: World) -> int:
    """A record of the second part that waits for the province."""
    late = Training._base_manager.filter(is_late_entry=True, institution=world.country.hospital)
    if not late.exists():
        (training,) = walk(world.country, opened(world.country, start=70), "reported", start=70)
        Training._base_manager.filter(pk=training.pk).update(is_late_entry=True)
    return late.get().pk


def _windows(world: World) -> tuple[Window, WindowExtension]:
    """The province's own second batch of reviewing, and more time in it for the province itself."""
    by, unit = world.country.actor(world.country.province, Role.PROVINCE_ADMIN), world.country.province
    now = timezone.now()
    timing = Timing(
        kind="intake-review", year=YEAR, batch=2, unit=unit, starts_at=now + timedelta(5), ends_at=now + timedelta(9)
    )
    if not schedule([timing], by=by).unchanged:
        window = Window.objects.get(kind="intake-review", batch=2)
        outcome = extend(
            Unit.objects.filter(pk=unit.pk), window=window, ends_at=now + timedelta(12), reason="补审", by=by
        )
        assert outcome.done, outcome.refused
    window = Window.objects.get(kind="intake-review", batch=2)
    return window, WindowExtension.objects.get(window=window)


def _run(world: World) -> int:
    """A finished import with a refused row and its marked workbook."""
    book, sheet = Workbook(), SHEETS["resident-accounts"]
    book.worksheets[0].append([sheet.heading(column) for column in sheet.columns])
    book.worksheets[0].append(["？", "居民身份证", "1", "1", "1"])
    content = BytesIO()
    book.save(content)
    file = ContentFile(content.getvalue(), "x.xlsx")
    key = import_soon(NewRun(sheet=sheet, file=file, file_name="x.xlsx", options={}), by=world.country.base)
    run_pending()
    return key


def _export(world: World) -> int:
    asked = Asked(LISTS["intake"], world.country.base, QueryDict())
    return start_exports([NewExport(asked, False, "", asked.rows.count())], by=world.country.base).only()


def _result(world: World) -> int:
    base = world.country.base
    result = BulkResult(
        account_id=base.account_id, membership_id=base.membership_id, listing="intake", title="上报", done=0
    )
    return keep_result([result], by=base).only()


def _notice(world: World) -> int:
    notify([world.country.base.account_id or 0], "消息", by=world.country.reviewer)
    return Notice.objects.latest("pk").pk
