"""Messages that lead to the page they speak of (PLT-71)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.urls import reverse

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.roles import Role
from xinglin.engines.notices.actions import notify
from xinglin.engines.notices.models import Topic
from xinglin.engines.notices.queries import members_of

from ..models import Offer


def _tell_applicants(offers: Sequence[Offer], title: str, body: str, topic: Topic, by: Actor) -> None:
    """To each the page of his application, with the result."""
    to = [(offer.person.account_id, offer.application_id) for offer in offers if offer.person.account_id]
    pages = _pages(to, "applications:show", "applications:home")
    notify(pages.keys(), title, body, pages, by=by, topic=topic)


def _tell_bases(
    concerned: Iterable[tuple[int, int]], page: str, listing: str, title: str, body: str, topic: Topic, by: Actor
) -> None:
    """One message to each base of all that concerns it, `concerned`: (base, key of what is decided)."""
    keys = defaultdict[int, list[int]](list)
    for base, key in concerned:
        keys[base].append(key)
    members = members_of(sorted(keys), [Role.BASE_ADMIN])
    pages = _pages(((account, key) for base, account in members for key in keys[base]), page, listing)
    notify(pages.keys(), title, body, pages, by=by, topic=topic)


def _pages(concerned: Iterable[tuple[int, int]], page: str, listing: str) -> Mapping[int, str]:
    """Account → address of the one record that the message is about; of several, that of their list."""
    keys = defaultdict[int, set[int]](set)
    for account, key in concerned:
        keys[account].add(key)
    return {
        account: reverse(page, args=[*found]) if len(found) == 1 else reverse(listing)
        for account, found in keys.items()
    }
