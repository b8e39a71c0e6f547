"""The worker is killed while it plans: what is published stays, and the search is begun anew and says so (ROT-20)."""

import os
import signal
import time

import pytest
from django.db import connections

from tests.factories.country import Country
from tests.factories.rotation import draft, ward
from xinglin.domains.rotation.actions.proposing import Asked, start_proposals
from xinglin.domains.rotation.models import Proposal, RotationPlan, Stint
from xinglin.domains.rotation.tasks import LOST, search_later

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.spec("ROT-20", "PLT-44")]


def killed_while_planning(proposal: int) -> None:
    """A process of its own has begun the search when it is killed."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            search_later(proposals=[proposal])
        finally:
            os._exit(0)
    until = time.monotonic() + 20
    while not Proposal.objects.filter(pk=proposal, state="running", starts__gt=0).exists():
        assert time.monotonic() < until
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_a_killed_search_loses_nothing_that_is_published(country: Country) -> None:
    made = ward(country, 2)
    newer = draft(made.base, "修订版", on=made.plan.pk)
    rows = RotationPlan.objects.filter(pk=newer)
    before = list(Stint.objects.order_by("pk").values())
    key = start_proposals(rows, asked=Asked("anew", seconds=5), by=made.base).records[newer]
    killed_while_planning(key)
    assert Proposal.objects.get().state == "running"
    assert list(Stint.objects.order_by("pk").values()) == before
    search_later(proposals=[key])  # as the queue does when a worker shows no sign of life
    found = Proposal.objects.get()
    assert (found.state, found.starts) == ("done", 2)
    assert found.message.startswith("上次计算被中断，已从头重新计算")
    Proposal.objects.update(state="running")
    search_later.lost(proposals=[key])  # after three workers
    given_up = Proposal.objects.get()
    assert (given_up.state, given_up.message, given_up.stints) == ("interrupted", LOST, found.stints)
    assert list(Stint.objects.order_by("pk").values()) == before
