"""Grows the demonstration to the size of the country: a million residents in all bases, cast and written by COPY."""

import multiprocessing
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pghistory
from django.db import connection, connections, models, transaction

from xinglin.demo import founding, names, serial_numbers
from xinglin.demo.bases import Target, found_bases, targets
from xinglin.demo.casting import Cast, Pattern, rows_of
from xinglin.demo.cohorts import BIG, PACES, STAGES
from xinglin.demo.endings import ENDINGS, ended_on
from xinglin.demo.moulds import FIRST_SERIAL, OLD_AFTER, Moulds, moulds
from xinglin.domains.people.public import Person
from xinglin.engines.access.actor import system_actor
from xinglin.engines.actions.copying import draw_keys
from xinglin.engines.secrets.kinds import sealed_many
from xinglin.kit import masking
from xinglin.kit.calendar import start_of, today

FIRST_FREE = 200_000  # serials below are the demonstration's own
BATCH = 2_000  # residents written in one transaction
# Of a former intake, in a thousand.
RECENT_SHARES = {"opened": 4, "approved": 941, "withdrawn": 22, "moved": 18, "suspended": 15}
OLD_SHARES = {"opened": 4, "approved": 26, "completed": 870, "withdrawn": 35, "moved": 25, "extended": 25, "ended": 15}
OWN_MAIL = re.compile(r"resident(\d+)@")


@dataclass(frozen=True)
class Cohort:
    """So many residents of one hospital and year, from this serial on."""

    hospital: int
    year: int
    size: int
    serial: int


class Growth:
    """What all processes know: patterns by year, specialty and stage, and the hospitals."""

    def __init__(self, found: Moulds, standing: dict[int, Target], seed: int) -> None:
        self.seed, self.went_on_at = seed, found.went_on_at
        self.patterns: dict[tuple[int, str, str], list[Pattern]] = defaultdict(list)
        for mould in found.all:
            self.patterns[mould.year, mould.specialty, mould.stage].append(Pattern(mould, found))
        self.targets = standing

    def write(self, cohorts: Sequence[Cohort]) -> int:
        """One transaction; how many were written."""
        author = founding.FOUNDER
        with transaction.atomic(), pghistory.context(**author.signature, action="示例数据") as context:
            made: dict[Pattern, list[Cast]] = defaultdict(list)
            for cohort in cohorts:
                for pattern, cast in self._casts(cohort, context.id):
                    made[pattern].append(cast)
            _draw(made)
            _copy(made)
        return sum(map(len, made.values()))

    def _casts(self, cohort: Cohort, context: Any) -> Iterator[tuple[Pattern, Cast]]:
        random = Random(f"{self.seed}/{cohort}")  # noqa: S311 -- invented people, no secret
        target = self.targets[cohort.hospital]
        codes = list(target.specialty_bases)
        taken = random.choices(codes, [BIG.get(code, 2) for code in codes], k=cohort.size)
        for serial, code in enumerate(taken, cohort.serial):
            stage = self._stage(cohort, random)
            pattern = random.choice(self.patterns[cohort.year, code, stage])
            words = _words(pattern, target, serial, random)
            yield pattern, Cast(target, {}, words, *self._shifts(cohort.year, stage, random), context)

    def _stage(self, cohort: Cohort, random: Random) -> str:
        if cohort.year == founding.this_year():
            return random.choices(STAGES, PACES[cohort.hospital % len(PACES)])[0]
        shares = RECENT_SHARES if cohort.year > founding.this_year() - OLD_AFTER else OLD_SHARES
        return random.choices(list(shares), list(shares.values()))[0]

    def _shifts(self, year: int, stage: str, random: Random) -> tuple[timedelta, timedelta]:
        """How far the times of the intake lie from those of the moulds, and those of what came after it."""
        first = _moment(year, random)
        second = start_of(ended_on(year, stage)) if stage in ENDINGS else first
        return first - self.went_on_at, second - self.went_on_at + timedelta(minutes=random.randrange(14 * 24 * 60))


def _words(pattern: Pattern, target: Target, serial: int, random: Random) -> dict[str, str]:
    """What is one's own of a person."""
    person = pattern.mould.person
    home, sex = person["household_province"], person["gender"]
    number = serial_numbers.id_card(serial, sex, random.choice(serial_numbers.regions(home)))
    mobile, email = serial_numbers.mobile(serial), f"resident{serial:06d}@example.com"
    qualification = person["certificates"]["qualification_number"]
    return {
        "hospital": target.hospital_name,
        "province": target.province_name,
        "reviewer": target.reviewer_name,
        "name": names.name_of(random, sex, home, person["ethnic_group"]),
        "number": number,
        "number_masked": masking.document_number(number),
        "mobile": mobile,
        "mobile_masked": masking.mobile(mobile),
        "email": email,
        "email_masked": masking.email(email),
        "birth": str(serial_numbers.birth_date(serial)),
        "serial": f"{serial % 100_000:05d}",
        "qualification_masked": masking.certificate_number(qualification[:-18] + number) if qualification else "",
        **{f"{name}/{its_sex}": key for (name, its_sex), key in target.uploads.items()},
    }


def _moment(year: int, random: Random) -> datetime:
    """When most of it happened: in the autumn of a former year, or in the last days."""
    if year == founding.this_year():
        return start_of(today() - timedelta(days=1)) - timedelta(minutes=random.randrange(8 * 24 * 60))
    return start_of(date(year, 9, 20)) + timedelta(minutes=random.randrange(25 * 24 * 60))


def _draw(made: dict[Pattern, list[Cast]]) -> None:
    """New keys for every row, a statement a table."""
    wanted: dict[Any, list[tuple[Cast, Any]]] = defaultdict(list)
    for pattern, casts in made.items():
        for model, templates in pattern.rows:
            if not isinstance(model._meta.pk, models.OneToOneField):
                wanted[model] += [(cast, key) for cast in casts for key, _, _ in templates]
    for model, rows in wanted.items():
        for (cast, old), new in zip(rows, draw_keys(model, len(rows)), strict=True):
            cast.keys[model, old] = new


def _copy(made: dict[Pattern, list[Cast]]) -> None:
    """COPY, a statement a table; constraints and history triggers hold as for any insert."""
    rows: dict[Any, list[list[Any]]] = defaultdict(list)
    for pattern, casts in made.items():
        for model, found in rows_of(pattern, casts):
            rows[model] += found
    for model, found in rows.items():
        columns = ", ".join(f'"{f.column}"' for f in model._meta.local_concrete_fields)
        with (
            connection.cursor() as cursor,
            cursor.copy(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN') as copy,
        ):
            for row in found:
                copy.write_row(row)


def grow(
    residents: int, years: int, *, seed: int, processes: int, progress: Callable[[int], None] = lambda done: None
) -> None:
    """So many more residents, spread over this year and the years before it and over all bases.

    `processes`: how many write at once; 0 for this one alone. What was written before a fault stays.
    """
    this_year = founding.this_year()
    taken = range(this_year - years + 1, this_year + 1)
    found_bases()
    founding.close_past(system_actor().unit, taken[:-1])
    standing = targets()
    growth = Growth(moulds(taken, this_year, specialties(standing)), standing, seed)
    done = 0
    for number in _written(growth, _batches(cohorts(residents, taken, standing, seed)), processes):
        done += number
        progress(done)


def specialties(standing: dict[int, Target]) -> list[str]:
    """Codes of all that are taught somewhere."""
    return sorted({code for target in standing.values() for code in target.specialty_bases})


def cohorts(residents: int, years: Sequence[int], standing: dict[int, Target], seed: int) -> Iterator[Cohort]:
    """Who goes where: a hospital has the same share of every year, by what it teaches."""
    random = Random(seed)  # noqa: S311 -- a plan, no secret
    sizes = {key: (len(target.specialty_bases) + 2) * random.uniform(1, 3) for key, target in standing.items()}
    total, share, given, serial = sum(sizes.values()) * len(years), 0.0, 0, next_serial()
    for year in years:
        for hospital, size in sizes.items():
            share += residents * size / total
            number = round(share) - given
            yield Cohort(hospital, year, number, serial)
            serial, given = serial + number, given + number


def next_serial() -> int:
    """The first serial that nobody has: after the last by address, and after those behind it who have none yet."""
    last = Person.objects.filter(email__regex=r"^resident\d{6,}@").order_by("-pk").values_list("email", flat=True)
    taken = [int(found.group(1)) for email in last[:BATCH] if (found := OWN_MAIL.match(email))]
    known = max([FIRST_FREE - 1, *(serial for serial in taken if serial < FIRST_SERIAL)])
    ahead = range(known + 1, known + 1 + BATCH)
    mobiles = sealed_many([serial_numbers.mobile(serial) for serial in ahead], "mobile")
    serials = {bytes(mobile.index): serial for mobile, serial in zip(mobiles, ahead, strict=True)}
    standing = Person.objects.filter(mobile_index__in=list(serials)).values_list("mobile_index", flat=True)
    return max([known, *(serials[bytes(index)] for index in standing)]) + 1


def _batches(planned: Iterable[Cohort]) -> Iterator[list[Cohort]]:
    batch: list[Cohort] = []
    for cohort in planned:
        batch.append(cohort)
        if sum(each.size for each in batch) >= BATCH:
            yield batch
            batch = []
    yield batch


_growth: list[Growth] = []  # what a forked process finds


def _written(growth: Growth, batches: Iterable[list[Cohort]], processes: int) -> Iterator[int]:
    """How many residents each batch wrote."""
    if not processes:
        yield from map(growth.write, batches)
        return
    planned = list(batches)  # else a thread of the pool's would plan, over a session of its own
    _growth[:] = [growth]
    connections.close_all()  # a connection must not be shared with a child
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        yield from pool.imap_unordered(_write, planned)
        pool.close()  # the children end by themselves, and their sessions with them
        pool.join()


def _write(batch: list[Cohort]) -> int:
    return _growth[0].write(batch)
