"""What an applicant finds in his menu, his to-dos and on his home page (REC-10)."""

from django.urls import reverse

from xinglin.domains.people.public import ALSO_SEEN
from xinglin.engines.access.actor import Actor
from xinglin.engines.access.menu import MenuItem
from xinglin.engines.notices.todos import ToDo

from ..queries.applying import own_files, own_profile
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
    title="开通报名身份", url="applicant:join", rights=[JOIN], section=SECTION, group=GROUP, icon="user-plus", order=39
)
ToDo("recruitment.own_gaps", "学员信息待填写的内容", APPLY, _gaps, lambda actor: reverse("applicant:home"))
