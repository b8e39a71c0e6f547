"""`manage.py seal_history`: seal what history holds now, as the worker does every hour (PLT-61)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from xinglin.engines.history.models import DailyRoot
from xinglin.engines.history.sealing import seal


class Command(BaseCommand):
    """Seal history, or print the daily roots."""

    help = "封存尚未封存的历史记录和操作日志；--roots 只打印每日根值（日期 根值 块号 条数），供公布和存档。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--roots", action="store_true", help="打印全部每日根值，不封存")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["roots"]:
            for root in DailyRoot.objects.order_by("day"):
                self.stdout.write(root.line)
            return
        done = seal()
        self.stdout.write(f"已封存 {done.rows} 条，分为 {done.blocks} 块。")
        for line in done.roots:
            self.stdout.write(line)
        if done.late:
            self.stdout.write(f"正在写入、留待下次封存的表：{'、'.join(done.late)}")
