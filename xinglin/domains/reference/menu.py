"""What this domain puts into the menu."""

from xinglin.engines.access.menu import MenuItem

from . import rules

MenuItem(title="培训专业", url="reference:specialties", rights=[rules.VIEW], section="机构管理", icon="list", order=88)
MenuItem(title="节假日安排", url="reference:days", rights=[rules.VIEW], section="机构管理", icon="calendar", order=90)
MenuItem(title="代码表", url="reference:codes", rights=[rules.VIEW], section="机构管理", icon="list", order=89)
