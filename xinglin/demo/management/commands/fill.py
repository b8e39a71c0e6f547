"""Fill the database with invented residents, as many as the country has."""

import os
import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from xinglin.demo.growing import grow
from xinglin.demo.loading import load
from xinglin.engines.access.models import Unit

STEP = 20_000


class Command(BaseCommand):
    """`fill --residents 1000000` adds so many, and so many again when it is called again."""

    help = "Add invented residents, by the million, to see how the product bears them"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--residents", type=int, default=100_000)
        parser.add_argument("--years", type=int, default=9, help="intakes, this year's included")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1, help="0: none beside this one")
        parser.add_argument("--yes", action="store_true", help="also where the settings say production")

    def handle(self, *args: Any, **options: Any) -> None:
        """Never by mistake where real people are: invented ones cannot be told from them afterwards."""
        if settings.MODE == "production" and not options["yes"]:
            raise CommandError("这是生产环境（XINGLIN_MODE=production）。填充的是虚构人员，确要填充请加 --yes。")
        if not Unit.objects.exists():
            self.stdout.write("数据库为空，先载入演示数据。")
            load()
        self.residents, self.told, self.started = options["residents"], 0, time.monotonic()
        grow(
            self.residents,
            options["years"],
            seed=options["seed"],
            processes=options["processes"],
            progress=self._tell,
        )
        self._tell(self.residents)

    def _tell(self, done: int) -> None:
        if done - self.told >= STEP or done == self.residents > self.told:
            self.told, seconds = done, time.monotonic() - self.started
            self.stdout.write(f"已写入 {done:,} / {self.residents:,} 名住院医师（{seconds:.0f} 秒）。")
