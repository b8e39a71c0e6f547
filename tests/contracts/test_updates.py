"""Whatever action changes a record or its person, the update records have its line (REP-37, PLT-60)."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from tests.contracts import calls_of_domains
from tests.contracts.calls import CALLS, Crowd
from tests.contracts.conftest import undone
from tests.contracts.world import World
from tests.walk import opened, walk
from xinglin.domains.training.models import Training, UpdateEntry
from xinglin.domains.training.queries.history import changes_of, history_of

pytestmark = [pytest.mark.django_db, pytest.mark.spec("REP-37", "PLT-60")]
assert calls_of_domains
WRITES = [key for key in CALLS if key.startswith(("training.", "people.", "review."))]
NO_DATA = {"基本信息退回情况"}  # how a return stands is no information of the resident's


@pytest.fixture(scope="module")
def crowd(built: World, known: Any, django_db_blocker: Any) -> Iterator[Crowd]:
    with django_db_blocker.unblock(), undone():
        yield Crowd(built, walk(built.country, opened(built.country, 2, start=300), "complete", start=300))


def told(trainings: Any) -> set[tuple[int, UUID | None]]:
    """Record and write, for every write that history tells of."""
    return {
        (training.pk, change.context)
        for training in trainings
        for change in history_of(training)
        if {field.title for field in change.fields} - NO_DATA
    }


def lines() -> set[tuple[int, UUID | None]]:
    """Record and write, for every line of the update records."""
    return set(UpdateEntry._base_manager.values_list("training_id", "context_id"))


@pytest.mark.parametrize("key", WRITES)
def test_every_write_to_a_record_has_its_line(world: World, crowd: Crowd, key: str) -> None:
    call = CALLS[key]
    verb, by = call.made(crowd, 2), call.by(crowd)
    before, noted, standing = told(crowd.trainings), lines(), set(Training._base_manager.values_list("pk", flat=True))
    verb(by)
    new = Training._base_manager.exclude(pk__in=standing)
    written = told(crowd.trainings) - before | {(t.pk, c.context) for t in new for c in history_of(t)[:1]}
    assert written <= lines()
    for entry in UpdateEntry._base_manager.filter(pk__in=_since(noted)):
        assert changes_of(entry), f"{entry.get_kind_display()} tells of nothing"


def _since(noted: set[tuple[int, UUID | None]]) -> list[int]:
    found = UpdateEntry._base_manager.values_list("pk", "training_id", "context_id")
    return [pk for pk, training, context in found if (training, context) not in noted]
