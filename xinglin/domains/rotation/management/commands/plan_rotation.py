"""`./dev manage plan_rotation FILE.json`: the planner alone, on a hospital written as JSON (ROT-20)."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from xinglin.kit.rotations.__main__ import main


class Command(BaseCommand):
    help = "Plan the rotations of a hospital in a JSON file; the format stands in docs/planner.md."

    def add_arguments(self, parser: CommandParser) -> None:
        """As `python -m xinglin.kit.rotations` takes them."""
        parser.add_argument("file")
        parser.add_argument("--seconds", type=float, default=30.0)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--steps", type=int, help="end after so many repairs: the same plan on any machine")
        parser.add_argument("--json", action="store_true", help="the plan as JSON")

    def handle(self, *args: Any, file: str, seconds: float, seed: int, steps: int | None, **options: Any) -> None:
        """Progress goes to the error output, the result to the output."""
        arguments = [file, "--seconds", str(seconds), "--seed", str(seed)]
        arguments += ["--steps", str(steps)] if steps is not None else []
        if code := main([*arguments, *(["--json"] if options["json"] else [])]):
            sys.exit(code)
