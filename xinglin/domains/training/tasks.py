"""What happens by the clock: those concerned are told that a window or a training status ends soon (PLT-71, REP-33)."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.timezone import localdate

from xinglin.domains.institutions.public import bases_under
from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import PROVINCE, Role
from xinglin.engines.jobs import periodic
from xinglin.engines.notices.actions import Matter, notify, remind
from xinglin.engines.notices.models import Topic
from xinglin.engines.notices.queries import members_of

from .queries.progress import (
    Progress,
    about_reporting,
    about_reviewing,
    bases_progress,
    followed_provinces,
    provinces_progress,
)
from .queries.status import all_to_be_put_back

DAYS_BEFORE = (3, 1)
PLEASE = "请及时改回“在培”，否则不能参加结业考核。"


@periodic("0 1 * * *", "training.closing")
def tell_of_closing() -> None:
    """At nine in the morning, three days and one day before the end: those who have something left to do."""
    by = system_actor(source="job")
    bases, provinces = list(bases_under(by.unit)), list(followed_provinces(by))
    reporting, reviewing = bases_progress(bases), provinces_progress(provinces)
    for days in DAYS_BEFORE:
        _tell(
            [unit for unit in bases if _is_late(reporting[unit.pk], days, lambda p: p.unreported)],
            Matter(
                about=f"{about_reporting()}-closing",
                title=f"招收信息上报还剩 {days} 天",
                roles=[Role.BASE_ADMIN],
                url=f"{reverse('training:intake')}?reported=open",
                topic=Topic.CLOSING,
            ),
            "还有住院医师没有上报。结束后招收信息锁定，请及时核对、补全并上报。",
        )
        _tell(
            [unit for unit in provinces if _is_late(reviewing[unit.pk], days, lambda p: p.waiting)],
            Matter(
                about=f"{about_reviewing()}-closing",
                title=f"招收信息省级审核还剩 {days} 天",
                roles=sorted(PROVINCE),
                url=reverse("training:reviews"),
                topic=Topic.CLOSING,
            ),
            "还有上报的信息没有审核，请及时审核；需要修改的尽早退回，给培训基地留出时间。",
        )


def _is_late(progress: Progress, days: int, left: Callable[[Progress], int]) -> bool:
    return progress.opening.is_open and progress.opening.days_left == days and left(progress) > 0


def _tell(units: Sequence[Unit], matter: Matter, comment: str) -> None:
    if units:
        found = Unit.objects.filter(pk__in=[unit.pk for unit in units])
        remind(found, matter=matter, comment=comment, by=system_actor(source="job"))


@periodic("10 1 * * *", "training.status_ending")
@transaction.atomic  # begun anew after a worker died: nobody was told then
def tell_of_ending_statuses() -> None:
    """Likewise, thirty days before an extension or suspension ends and on its last day: the resident and the base."""
    by = system_actor(source="job")
    for days in (30, 0):
        ending = list(all_to_be_put_back(localdate() + timedelta(days=days)))
        accounts = [training.person.account_id for training in ending if training.person.account_id]
        when = f"还有 {days} 天到期" if days else "今天到期"
        notify(accounts, f"培训状态{when}", f"{PLEASE}请与培训基地联系。", reverse("resident:home"), by=by)
        told = [account for _, account in members_of({t.institution_id for t in ending}, [Role.BASE_ADMIN])]
        notify(told, f"有住院医师的培训状态{when}", PLEASE, reverse("status:to_put_back"), by=by)
