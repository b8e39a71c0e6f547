"""Write a sheet's template to a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from xinglin.engines.sheets.sheet import SHEETS
from xinglin.engines.sheets.writing.template import write_template


class Command(BaseCommand):
    """`sheet_template KEY FILE`"""

    help = "Write the template of a sheet"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", choices=sorted(SHEETS), help="which sheet")
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Overwrites the file."""
        write_template(SHEETS[options["key"]], str(options["file"]))
        self.stdout.write(f"已写入“{SHEETS[options['key']].title}”模板：{options['file']}")
