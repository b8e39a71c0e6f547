"""«负责人» in the left menu."""

from xinglin.engines.access.menu import MenuItem

from .rules import CONTACTS

MenuItem(title="负责人", url="notices:contacts", rights=[CONTACTS], section="机构管理", icon="phone", order=85)
