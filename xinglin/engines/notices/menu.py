"""«负责人» in the left menu, and «各级负责人» on every home page (PLT-70)."""

from typing import Any

from xinglin.engines.access.actor import Actor
from xinglin.engines.access.home import HomeBlock
from xinglin.engines.access.menu import MenuItem

from .queries import contacts_for
from .rules import CONTACTS


def _contacts(actor: Actor) -> dict[str, Any]:
    found = contacts_for(actor)
    own = any(contact.unit_id == actor.unit_id for contact in found)
    return {"contacts": found, "keeps": actor.may(CONTACTS), "own": own}


MenuItem(title="负责人", url="notices:contacts", rights=[CONTACTS], section="机构管理", icon="phone", order=85)
HomeBlock(
    title="各级负责人",
    right=None,
    template="notices/home_contacts.html",
    context=_contacts,
    order=50,
    place="side",
    more="notices:contacts",
)
