"""`./dev manual`: the user manual, written anew by walking through a fresh demonstration of its own."""

import os
import shutil
from collections.abc import Sequence
from pathlib import Path

from tooling import browser, serve
from tooling.database import free_port
from tooling.places import PYTHON, ROOT
from tooling.processes import Command, attend


def write(arguments: Sequence[str], data: Path) -> int:
    """Write docs/manual/; arguments name the guides (default: all)."""
    chosen = browser.ensure()
    os.environ.pop("DATABASE_URL", None)  # the walk changes what it walks through
    folder = data / "manual"
    shutil.rmtree(folder, ignore_errors=True)
    port = free_port()
    with serve.serving("127.0.0.1", port, folder, "manual") as served:
        command: Command = [PYTHON, "-m", "manual", f"http://127.0.0.1:{port}", *arguments]
        return attend(command, env={**served.env, **chosen}, cwd=ROOT)
