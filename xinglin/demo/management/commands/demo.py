"""Load the demonstration, or print who can log in to it."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from xinglin.demo.loading import NotEmpty, load
from xinglin.demo.log_ins import table


class Command(BaseCommand):
    """`demo` loads it into an empty database and leaves a filled one as it is; `demo --logins` prints the log-ins."""

    help = "Load the demonstration into an empty database, or print its log-ins"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--logins", action="store_true", help="only print who can log in")

    def handle(self, *args: Any, **options: Any) -> None:
        """Never in production: everybody knows the passwords of the demonstration."""
        if options["logins"]:
            self.stdout.write(table() or "本数据库中没有演示账号。")
            return
        if settings.MODE == "production":
            raise CommandError("演示账号的密码是公开的，生产环境（XINGLIN_MODE=production）不能载入演示数据。")
        started = time.monotonic()
        try:
            made = load()
        except NotEmpty:
            self.stdout.write("数据库中已有单位，保持不变，没有载入演示数据。")
            return
        numbers = "，".join(f"{title} {number}" for title, number in made.items())
        self.stdout.write(f"已载入演示数据：{numbers}（{time.monotonic() - started:.1f} 秒）。")
