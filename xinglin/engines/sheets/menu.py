"""«导入记录» in the left menu."""

from xinglin.engines.access.menu import MenuItem

from .sheet import RIGHTS

MenuItem(title="导入记录", url="sheets:runs", rights=RIGHTS, section="数据", icon="table-import", order=90)
