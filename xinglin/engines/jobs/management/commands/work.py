"""`manage.py work`: a worker. Any number of them may run, on any number of machines."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from xinglin.engines.jobs.worker import work


class Command(BaseCommand):
    help = "Do background work until told to stop (SIGTERM lets begun work finish)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--concurrency", type=int, default=settings.WORK_CONCURRENCY, help="jobs at the same time")
        parser.add_argument(
            "--alone", action="store_true", help="there is no other worker: redo at once what a dead one left"
        )
        parser.add_argument("--until-empty", action="store_true", help="stop when nothing is left to do")

    def handle(self, *args: Any, concurrency: int, until_empty: bool, alone: bool, **options: Any) -> None:
        work(concurrency=concurrency, until_empty=until_empty, alone=alone)
