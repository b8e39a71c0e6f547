"""A worker that stands still while it saves, to be killed: `python -m tests.engines.sheets.dying RUN MEDIA`."""

import sys
import time
from typing import Any
from unittest.mock import patch

import django
from django.conf import settings

django.setup()

from tests.engines.sheets import example  # noqa: E402 -- models need Django set up
from xinglin.engines.access.models import Unit  # noqa: E402 -- likewise
from xinglin.engines.sheets.running import run_import  # noqa: E402 -- likewise

settings.MEDIA_ROOT = sys.argv[2]
honest = Unit.save


def save_and_stand_still(unit: Unit, **kwargs: Any) -> None:
    honest(unit, **kwargs)
    sys.stdout.write("half\n")
    sys.stdout.flush()
    time.sleep(600)


with patch.object(example.Unit, "save", save_and_stand_still):
    run_import(int(sys.argv[1]))
