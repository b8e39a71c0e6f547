"""Somebody's rotation as a calendar: what an own stint is, whom a supervisor teaches (ROT-22)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from xinglin.engines.access.actor import Actor, actor_of, memberships_of

from .. import rules
from ..models import CalendarFeed
from ..rules.teaching import TAUGHT
from .plans import own_stints
from .teaching import teachings_visible_to

ASKED_AGAIN = timedelta(hours=6)


def digest_of_token(token: str) -> str:
    """What is kept of the word in an address: from it nobody finds the word, and finding it takes no comparing."""
    return sha256(token.encode()).hexdigest()


def feed_of(token: str) -> CalendarFeed | None:
    """Whose calendar it is."""
    return CalendarFeed._base_manager.filter(token_hash=digest_of_token(token), account__is_active=True).first()


def own_feed(actor: Actor) -> CalendarFeed | None:
    """One's own."""
    return CalendarFeed._base_manager.filter(account=actor.account_id or 0).first()


@dataclass(frozen=True)
class Entry:
    """A time somewhere, both days included. `key` stays the same while the stint is the same."""

    key: str
    title: str
    place: str
    starts_on: date
    ends_on: date


def entries_of(account: int) -> Iterator[Entry]:
    """By the plans in force, for every role that the account holds today."""
    for membership in memberships_of(account):
        actor = actor_of(membership, source="calendar")
        if actor.may(rules.OWN):
            for stint in own_stints(actor).select_related("resident__plan__institution"):
                base = stint.resident.plan.institution.name
                key = f"stint-{stint.resident.training_id}-{stint.department_id}-{stint.first}"
                yield Entry(key, f"轮转：{stint.department.name}", base, stint.starts_on, stint.ends_on)
        if actor.may(TAUGHT):
            rows = teachings_visible_to(actor).select_related(
                "stint__department", "stint__resident__plan__institution", "stint__resident__training__person"
            )
            for stint in (teaching.stint for teaching in rows):
                who, base = stint.resident.training.person.name, stint.resident.plan.institution.name
                key = f"taught-{stint.resident.training_id}-{stint.department_id}-{stint.first}"
                yield Entry(key, f"带教：{who}（{stint.department.name}）", base, stint.starts_on, stint.ends_on)


def calendar_of(feed: CalendarFeed, host: str) -> bytes:
    """RFC 5545, of whole days; an event that goes away is gone with the next fetch."""
    calendar = Calendar()
    calendar.add("prodid", "-//Xinglin//rotation//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "轮转安排")
    calendar.add("refresh-interval", ASKED_AGAIN, parameters={"VALUE": "DURATION"})
    for entry in {entry.key: entry for entry in entries_of(feed.account_id)}.values():
        event = Event()
        event.add("uid", f"{entry.key}@{host}")
        event.add("dtstamp", datetime.combine(entry.starts_on, time(), UTC))
        event.add("dtstart", entry.starts_on)
        event.add("dtend", entry.ends_on + timedelta(days=1))
        event.add("summary", entry.title)
        event.add("location", entry.place)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return bytes(calendar.to_ical())
