"""What an applicant finds in his menu, his to-dos and on his home page (REC-10)."""

from django.urls import reverse

from xinglin.domains.people.public import ALSO_SEEN
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.home import HomeBlock
from xinglin.engines.access.menu import MenuItem
from xinglin.engines.notices.todos import ToDo

from ..queries.answering import waiting_answers
from ..queries.applying import open_drafts, own_files, own_profile
from ..queries.at_home import own_way
from ..rules.applying import APPLY, JOIN

SECTION, GROUP = "招录系统", "报名管理"
ALSO_SEEN.append(own_files)


def _gaps(actor: Actor) -> int:
    profile = own_profile(actor)
    return len(profile.gaps()) if profile else 0


MenuItem(
    title="学员信息维护",
    url="applicant:home",
    rights=[APPLY],
    section=SECTION,
    group=GROUP,
    icon="user",
    order=30,
)
MenuItem(
    title="学员报名",
    url="applications:home",
    rights=[APPLY],
    section=SECTION,
    group=GROUP,
    order=31,
    badge=lambda actor: len(waiting_answers(actor)),
)
MenuItem(
    title="开通报名身份", url="applicant:join", rights=[JOIN], section=SECTION, group=GROUP, icon="user-plus", order=39
)
HomeBlock(
    title="报名流程", right=APPLY, template="recruitment/apply/home.html", context=own_way, place="wide", order=10
)
ToDo(
    "recruitment.own_results",
    "录取结果待接受或放弃",
    APPLY,
    lambda actor: len(waiting_answers(actor)),
    lambda actor: reverse("applications:home"),
    urgent=True,
)
ToDo(
    "recruitment.own_drafts",
    "报名还没有提交",
    APPLY,
    lambda actor: len(open_drafts(actor)),
    lambda actor: reverse("applications:home"),
    urgent=True,
)
ToDo("recruitment.own_gaps", "学员信息待填写的内容", APPLY, _gaps, lambda actor: reverse("applicant:home"))
