"""Offers that nobody accepted in time give their places up (REC-16)."""

from collections.abc import Collection, Iterable

from django.db.models import Q

from xinglin.engines.actions.rewriting import rewrite
from xinglin.engines.actions.sets import listed

from ..enums import Answer
from ..models import Offer, Place
from ..queries.places import RUN_OUT, Ledger, locked_applications, locked_places, number_taken


def _ledger(places: Iterable[int], applications: Iterable[int]) -> Ledger:
    """What is held and left, locked, with what has lapsed by this second noted for good: it may be given to others.

    Only here, not by the clock: until then an authority may still give more time (PLT-22), and the offer stands again.
    """
    found = locked_places(places), locked_applications(applications)
    _lapse(*found)
    return Ledger(*found)


def _lapse(places: Collection[int], applications: Collection[int]) -> None:
    theirs = Q(place__in=listed(places, "bigint")) | Q(application__in=listed(applications, "bigint"))
    run_out = Offer._base_manager.filter(RUN_OUT, theirs, cancelled_at=None)
    gone = list(run_out.select_for_update(of=("self",)).order_by("pk"))
    for offer in gone:
        offer.answer = Answer.LAPSED
    rewrite(gone, ["answer"])
    stale = Place._base_manager.filter(pk__in=listed(places, "bigint")).exclude(taken=number_taken())
    stale.update(taken=number_taken())
