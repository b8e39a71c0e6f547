"""What the periodic assessment does in the background: certificates by the hundred as one zip (ASM-42), and by the
clock: those concerned are told that enrolment ends soon (ASM-02, PLT-71).
"""

import os
from collections.abc import Callable
from datetime import timedelta
from tempfile import TemporaryFile
from typing import IO
from zipfile import ZIP_STORED, ZipFile

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from xinglin.engines.access.actor import Actor, actor_of, memberships_of, system_actor
from xinglin.engines.access.models import Unit
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Refused
from xinglin.engines.files.actions import take_in
from xinglin.engines.files.storing import NewFile
from xinglin.engines.jobs.models import JobRun, JobState
from xinglin.engines.jobs.queue import periodic, task
from xinglin.engines.notices.actions import Matter, notify, remind
from xinglin.engines.notices.models import Topic
from xinglin.kit.papers import all_printed

from .actions.certifying import end_printing
from .queries.certifying import PRINTING, to_be_printed
from .queries.closing import Left, left_before_closing
from .queries.printing import paper_of, seal_file

ZIP = "application/zip"
KEEP_FILE = timedelta(days=7)
BATCH = 500  # papers in memory at a time
FAULT = "打印没有完成：系统出了问题，错误已经记录。请稍后重新打印，仍然不行请联系系统管理员。"
LOST = "打印被中断，没有生成文件，请重新打印。"
DAYS_BEFORE = (3, 1)


def _given_up(run_id: int) -> None:
    _end(run_id, JobState.INTERRUPTED, LOST)


@task(PRINTING, lost=_given_up)
def print_later(run_id: int) -> None:
    """Make the zip; done again from the start when a worker dies in the middle."""
    run = JobRun._base_manager.get(pk=run_id)
    if run.is_over:
        return
    try:
        _print(run)
    except Refused as refused:
        _end(run_id, JobState.FAILED, refused.why)
    except Exception:
        _end(run_id, JobState.FAILED, FAULT)
        raise


def _print(run: JobRun) -> None:
    held = memberships_of(run.account_id) if run.account_id else []
    membership = next((each for each in held if each.pk == run.membership_id), None)
    if membership is None:
        raise Refused("打印没有进行：申请打印的身份已经失效。")
    by = actor_of(membership, address=run.address, source="job")
    JobRun._base_manager.filter(pk=run.pk).update(state=JobState.RUNNING, started_at=timezone.now())
    with TemporaryFile() as file:
        number = write_zip(run.arguments["certificates"], by, file, _progress(run.pk))
        if not number:
            raise Refused("所选合格证书都已撤回，没有可以打印的。")
        name = f"合格证书_{timezone.localdate():%Y%m%d}.zip"
        until = timezone.now() + KEEP_FILE
        new = NewFile(kind=PRINTING, name=name, body=file, content_type=ZIP, expires_at=until)
        with transaction.atomic():
            take_in([new], by=by)
            end_printing(
                JobRun._base_manager.filter(pk=run.pk),
                state=JobState.DONE,
                message=f"已生成 {number} 份合格证书。",
                by=by,
                file=new.uuid,
            )
            url = reverse("assessment:printing", args=[run.pk])
            notify([membership.account_id], f"{run.title}已完成", "文件保留 7 天。", url, by=by)


def write_zip(keys: list[int], by: Actor, file: IO[bytes], progress: Callable[[int], None]) -> int:
    """One PDF a certificate, named by number and holder; how many there are."""
    done = 0
    with ZipFile(file, "w", ZIP_STORED) as archive:  # PDF is compressed already
        for start in range(0, len(keys), BATCH):
            found = list(to_be_printed(keys[start : start + BATCH], by))
            papers = [paper_of(each, settings.PUBLIC_URL) for each in found]
            for each, pdf in zip(found, all_printed(papers, seal_file(), processes=os.cpu_count() or 1), strict=True):
                archive.writestr(f"{each.number}_{each.content['name']}.pdf", pdf)
            done += len(found)
            progress(done)
    return done


def _progress(run_id: int) -> Callable[[int], None]:
    def note(done: int) -> None:
        JobRun._base_manager.filter(pk=run_id).update(done=done)

    return note


def _end(run_id: int, state: JobState, message: str) -> None:
    runs = JobRun._base_manager.filter(pk=run_id)
    end_printing(runs, state=state, message=message, by=system_actor(source="job"))


@periodic("20 1 * * *", "assessment.closing")
def tell_of_closing() -> None:
    """In the morning, three days and one day before the end: who has not submitted, and the institution how many."""
    for days in DAYS_BEFORE:
        if left := left_before_closing(days):
            _tell_of_closing(left, days)


@transaction.atomic
def _tell_of_closing(left: dict[int, Left], days: int) -> None:
    """Once a day: an institution that was reminded today is left out with its physicians."""
    by, own = system_actor(source="job"), reverse("assessment:own")
    matter = Matter(
        about="assessment-enrolment-closing",
        title=f"医师报名申报还剩 {days} 天",
        roles=[Role.INSTITUTION_ADMIN],
        url=f"{reverse('assessment:confirmed')}?progress=filling",
        topic=Topic.CLOSING,
    )
    words = {unit: each.words for unit, each in left.items()}
    told = remind(Unit.objects.filter(pk__in=left), matter=matter, comment=words, by=by).done
    accounts = [account for unit in told for account in left[unit].accounts]
    text = "您的报名信息还没有提交，请尽快填报并提交，报名结束后不能再提交。"
    notify(accounts, f"医师定期考核报名还剩 {days} 天", text, own, by=by, topic=Topic.CLOSING)
