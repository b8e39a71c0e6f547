"""A worker that stands still in the middle, to be killed: `python -m tests.engines.sheets.dying RUN MEDIA [undo]`."""

import sys
import time
from typing import Any
from unittest.mock import patch

import django
from django.conf import settings

django.setup()

from tests.engines.sheets import example  # noqa: E402 -- models need Django set up
from xinglin.engines.access.models import Unit  # noqa: E402 -- likewise
from xinglin.engines.sheets import undoing  # noqa: E402 -- likewise
from xinglin.engines.sheets.running import run_import  # noqa: E402 -- likewise

settings.MEDIA_ROOT = sys.argv[2]
save, take_back = Unit.save, undoing._undone


def stand_still() -> None:
    sys.stdout.write("half\n")
    sys.stdout.flush()
    time.sleep(600)


def save_and_stand_still(unit: Unit, **kwargs: Any) -> None:
    save(unit, **kwargs)
    stand_still()


def undo_and_stand_still(*given: Any) -> None:
    take_back(*given)
    stand_still()


if sys.argv[3:] == ["undo"]:
    with patch.object(undoing, "_undone", undo_and_stand_still):
        undoing.undo_run(int(sys.argv[1]))
else:
    with patch.object(example.Unit, "save", save_and_stand_still):
        run_import(int(sys.argv[1]))
