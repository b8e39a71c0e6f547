"""Admission by a rule in the menus of who runs it and of applicants."""

from xinglin.engines.access.menu import MenuItem

from ..rules.applying import APPLY
from ..rules.running import RESERVE, RUN, VIEW_RUNS

SECTION = "招录系统"
MenuItem(
    title="预留名额",
    url="matching:reserves",
    rights=[RESERVE],
    section=SECTION,
    group="招收管理",
    order=43,
)
MenuItem(
    title="联合志愿管理",
    url="matching:couples",
    rights=[RUN],
    section=SECTION,
    group="招收管理",
    order=43,
)
MenuItem(
    title="匹配录取",
    url="matching:runs",
    rights=[VIEW_RUNS],
    section=SECTION,
    group="招收管理",
    icon="switch-horizontal",
    order=44,
)
MenuItem(
    title="匹配录取结果",
    url="matching:results",
    rights=[VIEW_RUNS],
    section=SECTION,
    group="招收管理",
    order=45,
)
MenuItem(title="联合志愿", url="matching:couple", rights=[APPLY], section=SECTION, group="报名管理", order=35)
MenuItem(title="录取说明", url="matching:own", rights=[APPLY], section=SECTION, group="报名管理", order=36)
