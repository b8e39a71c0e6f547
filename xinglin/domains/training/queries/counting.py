"""How many residents are bound to bases and affiliate sites: institutions ask before one is put out of use."""

from collections.abc import Sequence

from django.db.models import Count

from xinglin.domains.institutions.public import RESIDENTS_AT, RESIDENTS_OF

from ..enums import BOUND
from ..models import Training


def residents_of(institutions: Sequence[int]) -> dict[int, int]:
    """Institution → residents in training there, extended, suspended and ended ones included; one statement."""
    bound = Training._base_manager.filter(institution__in=institutions, status__in=BOUND)
    return dict(bound.order_by().values_list("institution").annotate(Count("pk")))


def residents_at(pairs: Sequence[tuple[int, int]]) -> dict[tuple[int, int], int]:
    """(base, affiliate site) → residents of the base who train there; one statement."""
    sites = {site for _, site in pairs}
    bound = Training._base_manager.filter(site__in=sites, status__in=BOUND)
    return {
        (base, site): number
        for base, site, number in bound.order_by().values_list("institution", "site").annotate(Count("pk"))
    }


RESIDENTS_OF.append(residents_of)
RESIDENTS_AT.append(residents_at)
