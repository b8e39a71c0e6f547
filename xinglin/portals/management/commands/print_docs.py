"""Print the pages of docs/ that follow from the declarations."""

from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from xinglin.portals.printing import pages


class Command(BaseCommand):
    """`print_docs` writes; `print_docs --check` fails when a page is stale."""

    help = "Print docs/chains, docs/roles.md and docs/declarations.md from the code."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a page is stale")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        import_module(settings.ROOT_URLCONF)  # actions that only views call are declared, too
        folder = Path(settings.BASE_DIR) / "docs"
        stale = [path for path, text in pages().items() if _read(folder / path) != text]
        if check and stale:
            raise CommandError(f"Stale: {', '.join(map(str, stale))}. Run ./dev docs.")
        for path in stale:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(pages()[path], encoding="utf-8")
            self.stdout.write(f"docs/{path}")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
