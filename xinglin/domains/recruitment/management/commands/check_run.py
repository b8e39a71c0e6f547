"""`./dev manage check_run FILE.json`: confirm an admission from the file that was handed out, without the database."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xinglin.kit.matching.checker import check


class Command(BaseCommand):
    """The same as `python checker.py FILE.json`."""

    help = "Confirm an admission by a rule: the published digest, every quota, and that nobody was passed over."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Say what is wrong, and end with status 1; or that nothing is."""
        try:
            wrong = check(json.loads(options["file"].read_text("utf-8")))
        except (OSError, ValueError, KeyError) as error:
            raise CommandError(f"不能读取核验文件 {options['file']}：{error}") from error
        if wrong:
            raise CommandError("\n".join(wrong))
        self.stdout.write("没有发现问题：结果与公布的输入和规则一致")
