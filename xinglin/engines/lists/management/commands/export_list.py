"""Export a list from the command line: large files and scripts."""

from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.http import QueryDict

from xinglin.engines.accounts.queries import actor_by_login
from xinglin.engines.lists.address import COLUMNS, SORT, Asked
from xinglin.engines.lists.declaration import LISTS, List
from xinglin.engines.lists.exporting import write


def name_and_value(text: str) -> tuple[str, str]:
    """«intake_year=2026»"""
    name, sign, value = text.partition("=")
    if not sign or not name:
        raise ArgumentTypeError(f"“{text}”不是 名称=值 的形式，例如 intake_year=2026")
    return name, value


class Command(BaseCommand):
    """Exit code 0 when the file was written, 2 when account or filter are not understood."""

    help = "Export a list as one of the accounts that see it: export_list KEY FILE --as LOGIN [--filter name=value …]"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", choices=sorted(LISTS), help="which list")
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="login", required=True, help="log-in name of the account that exports")
        parser.add_argument(
            "--filter", nargs="+", action="extend", type=name_and_value, default=[], metavar="NAME=VALUE"
        )
        parser.add_argument("--columns", default="", help="keys of the columns, separated by commas")
        parser.add_argument("--sort", default="", help="key of the column, with «-» in front for downwards")

    def handle(self, *args: Any, **options: Any) -> None:
        """The same filter, order, columns, masks and log entry as the «导出» button."""
        listing: List = LISTS[options["key"]]
        by = actor_by_login(options["login"], listing.right, source="command")
        if by is None:
            raise CommandError(f"账号“{options['login']}”不存在，或没有查看“{listing.title}”的权限。", returncode=2)
        params = QueryDict(mutable=True)
        for name, value in [*options["filter"], (COLUMNS, options["columns"]), (SORT, options["sort"])]:
            params.appendlist(name, value)
        asked = Asked(listing, by, params)
        if problem := _problem(asked, [name for name, _ in options["filter"]]):
            raise CommandError(problem, returncode=2)
        number = write(asked, options["file"])
        self.stdout.write(f"已导出 {number} 条记录：{options['file']}")


def _problem(asked: Asked, names: list[str]) -> str:
    """Why the filter cannot be followed: nothing is exported rather than too much."""
    known = [name for each in asked.listing.filters for name in each.in_address(asked.params)]
    if unknown := [name for name in names if name not in known]:
        return f"没有查询条件“{'、'.join(unknown)}”，可用的有：{'、'.join(known)}。"
    errors = asked.filters.form.errors
    return "；".join(f"查询条件 {name}：{''.join(said)}" for name, said in errors.items())
