"""Import a file from the command line: large files and scripts."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError

from xinglin.engines.access.actor import Actor, actor_of, memberships_of
from xinglin.engines.accounts.models import Account
from xinglin.engines.actions import Refused
from xinglin.engines.sheets.actions import NewRun, start_runs
from xinglin.engines.sheets.models import ImportRun, RunState, Verdict
from xinglin.engines.sheets.queries import lines_of
from xinglin.engines.sheets.running import run_import
from xinglin.engines.sheets.sheet import SHEETS, Sheet

ERROR_KEYS = ("row", "column", "heading", "value", "message")


class Command(BaseCommand):
    """Exit code 0 when nothing was refused, 1 when something was, 2 when the file could not be read or imported."""

    help = "Import a sheet as one of the accounts that may: import_sheet KEY FILE --as LOGIN"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("key", choices=sorted(SHEETS), help="which sheet")
        parser.add_argument("file", type=Path)
        parser.add_argument("--as", dest="login", required=True, help="log-in name of the account that imports")
        parser.add_argument("--check", action="store_true", help="check only, save nothing")
        parser.add_argument("--all-or-nothing", action="store_true", help="save nothing when a row is refused")
        parser.add_argument("--json", action="store_true", help="print the result as one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        """Import in this process, through the same run that the page would make."""
        sheet: Sheet = SHEETS[options["key"]]
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"找不到文件 {path}，请检查路径。", returncode=2)
        by = _actor(options["login"], sheet)
        try:
            with path.open("rb") as file:
                new = NewRun(
                    sheet=sheet,
                    file=File(file),
                    file_name=path.name,
                    check_only=options["check"],
                    all_or_nothing=options["all_or_nothing"],
                    options={},
                )
                run_id = start_runs([new], by=by).only()
        except Refused as refusal:
            raise CommandError(refusal.why, returncode=2) from None
        run_import(run_id)
        run = ImportRun._base_manager.get(pk=run_id)
        self._tell(run, as_json=options["json"])
        sys.exit(2 if run.state == RunState.FAILED and not run.refused else 1 if run.refused else 0)

    def _tell(self, run: ImportRun, *, as_json: bool) -> None:
        errors = list(lines_of(run, Verdict.REFUSED))
        if not as_json:
            self.stdout.write("\n".join([run.outcome, *run.hints, *(error.line for error in errors)]))
            return
        result = {
            "imported": run.imported,
            "unchanged": run.unchanged,
            "refused": run.refused,
            "errors": [{key: getattr(error, key) for key in ERROR_KEYS} for error in errors],
            "new": run.new,
            "changed": run.changed,
            "message": run.outcome,
            "hints": run.hints,
        }
        self.stdout.write(json.dumps(result, ensure_ascii=False))


def _actor(login: str, sheet: Sheet) -> Actor:
    account = Account.objects.by_login(login)
    actors = [actor_of(held, source="command") for held in memberships_of(account.pk)] if account else []
    by = next((actor for actor in actors if actor.may(sheet.right)), None)
    if by is None:
        raise CommandError(f"账号“{login}”不存在，或没有导入“{sheet.title}”的权限。", returncode=2)
    return by
