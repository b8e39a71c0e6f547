"""What the frame around every page shows: menu, breadcrumb, identities, unread messages. Read only if drawn."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from xinglin.engines.access.home import SEARCHES
from xinglin.engines.access.menu import MENU, MenuItem, Place
from xinglin.engines.access.roles import ASSESSMENT, PERSONAL, Role
from xinglin.engines.lists.numbers import is_token, token_mask
from xinglin.engines.notices.queries import unread_count
from xinglin.kit.calendar import last_day

from .waiting import MOST, Counts, kept

SUBTITLE, ASSESSING = "住院医师规范化培训管理", "医师定期考核管理"
URLS = {
    "home": "portals:home",
    "login": "accounts:login",
    "logout": "accounts:logout",
    "password": "accounts:password",
    "sessions": "accounts:me",
    "notices": "notices:inbox",
    "my_data": "portals:my_data",
    "waiting": "portals:waiting",
    "switch_identity": "access:switch_identity",
}


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context processor."""
    return {"frame": Frame(request)}


def count_shown(page: str, counts: Counts) -> dict[str, str]:
    """The small number beside a menu item: its id, and its words."""
    number = counts.get(page, 0)
    return {"id": f"waiting-{page}", "number": f"{MOST}+" if number > MOST else str(number or "")}


class Frame:
    """See web/templates/frame.html for what it reads."""

    @property
    def demonstration(self) -> bool:
        """Is this installation only for trying out?"""
        return settings.DEMONSTRATION

    def __init__(self, request: Any) -> None:
        self.request = request
        self.actor = getattr(request, "actor", None)

    @property
    def product_subtitle(self) -> str:
        """What the present role is here for."""
        return ASSESSING if self.actor and self.actor.role in ASSESSMENT else SUBTITLE

    @cached_property
    def urls(self) -> dict[str, str]:
        """Addresses that every page leads to."""
        return {key: reverse(name) for key, name in URLS.items()}

    @cached_property
    def here(self) -> str:
        """Name of the menu item that this page belongs to."""
        match = self.request.resolver_match
        return self._place.under if self._place else match.view_name if match else ""

    @property
    def _place(self) -> Place | None:
        return getattr(self.request, "place", None)

    @cached_property
    def items(self) -> list[MenuItem]:
        """Menu items of the present role, in order."""
        mine = [item for item in MENU if self.actor and item.is_for(self.actor)]
        return sorted(mine, key=lambda item: item.order)

    @cached_property
    def menu(self) -> list[dict[str, Any]]:
        """Sections of items, those of one group under one head."""
        sections: dict[str, dict[str, Any]] = {}
        for item in self.items:
            section = sections.setdefault(item.section, {"title": item.section, "items": []})
            entry = self._entry(item)
            if not item.group:
                section["items"].append(entry)
                continue
            head = next((each for each in section["items"] if each["title"] == item.group and "children" in each), None)
            if head is None:
                head = {"title": item.group, "icon": item.icon, "children": []}
                section["items"].append(head)
            head["children"].append(entry)
        return list(sections.values())

    def _entry(self, item: MenuItem) -> dict[str, Any]:
        return {
            "title": item.title,
            "icon": item.icon,
            "url": reverse(item.url),
            "active": item.url == self.here,
            "count": count_shown(item.url, self.counts or {}) if item.badge else None,
        }

    @cached_property
    def counts(self) -> Counts | None:
        """What waits behind the menu's pages, if the browser has it from a moment ago; None: it has to ask."""
        return kept(self.request) if any(item.badge for item in self.items) else {}

    @cached_property
    def crumbs(self) -> list[tuple[str, str | None]]:
        """«住院医师管理 › 招收信息管理 › 林清和»; empty for a page that stands below the home page by its own title."""
        item = next((each for each in self.items if each.url == self.here), None)
        trail: list[tuple[str, str | None]] = []
        if item:
            trail = [(name, None) for name in (item.section, item.group) if name and name != item.title]
            trail.append((item.title, reverse(item.url)))
        return trail + list(self._place.trail if self._place else ())

    @cached_property
    def identity(self) -> dict[str, str]:
        """Who acts just now."""
        if not self.actor:
            return {"short": "", "name": "", "role": ""}
        name = self.actor.name if self.actor.role in PERSONAL else self.actor.unit.short_name
        return {"short": name[:1], "name": name, "role": Role(self.actor.role).label}

    @cached_property
    def identities(self) -> list[dict[str, Any]]:
        """All identities of the account (PLT-02)."""
        current = self.actor.membership_id if self.actor else None
        return [
            {
                "id": m.pk,
                "name": m.unit.short_name,
                "role": Role(m.role).label,
                "current": m.pk == current,
                "until": last_day(m.ends_at) if m.lent_by_id and m.ends_at else "",
            }
            for m in self.request.memberships
        ]

    @cached_property
    def unread(self) -> int:
        """Messages not read yet."""
        return unread_count(self.actor.account_id) if self.actor else 0

    @cached_property
    def search_url(self) -> str:
        """Where the top bar's search goes; empty for roles that have nothing to search."""
        may = self.actor and any(self.actor.may(search.right) for search in SEARCHES)
        return reverse("portals:search") if may else ""

    @property
    def search_words(self) -> str:
        """What was searched for; a whole number only as its mask."""
        words = self.request.GET.get("q", "") if self.request.resolver_match.view_name == "portals:search" else ""
        return token_mask(words) if is_token(words) else words
