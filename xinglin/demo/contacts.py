"""Whom to ask in the demonstration: invented people at numbers that nobody has (PLT-70)."""

from random import Random

from xinglin.demo.founding import Places
from xinglin.demo.log_ins import actors
from xinglin.demo.names import han_name
from xinglin.engines.access.roles import Role
from xinglin.engines.notices.actions import save_contacts
from xinglin.engines.notices.models import Contact

DUTIES = {
    Role.NATION_ADMIN: ("住培信息管理", "系统技术支持"),
    Role.PROVINCE_ADMIN: ("住培信息审核", "账号和密码"),
    Role.CITY_ADMIN: ("住培工作",),
}


def name_contacts(places: Places) -> None:
    """Contacts of the nation, every province and the city that has an account; the same people each time."""
    levels = {
        Role.NATION_ADMIN: [places.nation],
        Role.PROVINCE_ADMIN: list(places.provinces.values()),
        Role.CITY_ADMIN: list(places.cities.values()),
    }
    random = Random(1)  # noqa: S311 -- names, no secrets
    for role, units in levels.items():
        for unit_id, by in sorted(actors(role, units).items()):
            rows = [_contact(duty, unit_id * 10 + place, random) for place, duty in enumerate(DUTIES[role])]
            save_contacts(rows, by=by)


def _contact(duty: str, number: int, random: Random) -> Contact:
    return Contact(duty=duty, name=han_name(random, random.choice("12")), phone=f"010-0000{number % 10000:04}")
