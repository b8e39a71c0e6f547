"""What this domain puts into the menu."""

from xinglin.engines.access.menu import MenuItem

from . import rules

MenuItem(
    title="培训基地",
    url="institutions:bases",
    rights=[rules.VIEW],
    section="机构管理",
    icon="building-hospital",
    order=80,
)
