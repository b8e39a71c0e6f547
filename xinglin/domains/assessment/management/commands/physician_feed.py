"""`./dev manage physician_feed 420000 --file physicians.ndjson`, or `--url https://…` (docs/physician-feed.md)."""

import os
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from xinglin.engines.access.actor import system_actor
from xinglin.engines.access.models import Unit, UnitKind

from ...loading.drivers import FileSource, HttpSource, NoFeed
from ...loading.reading import read_feed

MOST_SHOWN = 20
TOKEN = "PHYSICIAN_FEED_TOKEN"  # noqa: S105 -- the name of a variable of the environment


class Command(BaseCommand):
    help = "Takes over what the electronic registration system of physicians sends for a province (ASM-11)."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("province", help="code of the province, GB/T 2260: 420000")
        source = parser.add_mutually_exclusive_group(required=True)
        source.add_argument("--file", type=Path, help="a file of lines")
        source.add_argument("--url", help=f"the registry's address; its token stands in {TOKEN}")

    def handle(self, *_args: Any, **given: Any) -> None:
        province = Unit.objects.filter(kind=UnitKind.PROVINCE, code=given["province"]).first()
        if province is None:
            raise CommandError(f"没有代码为 {given['province']} 的省份。")
        source: FileSource | HttpSource = (
            FileSource(given["file"])
            if given["file"]
            else HttpSource(given["url"], given["province"], os.environ.get(TOKEN, ""))
        )
        try:
            run = read_feed(source, province, by=system_actor("医师电子化注册系统"))
        except NoFeed as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{run.lines} 行：新增 {run.added}，变更 {run.changed}（转入 {run.moved}），"
            f"无变化 {run.unchanged}，错误 {run.refused}。"
        )
        for problem in run.problems.all()[:MOST_SHOWN]:
            self.stdout.write(f"第 {problem.line} 行 {problem.registry_number} {problem.field}：{problem.why}")
