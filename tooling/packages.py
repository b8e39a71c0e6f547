"""The virtual environment: made when missing, filled from the locked files, again when they have changed."""

import os
import shutil
import sys

from tooling.console import Trouble, step
from tooling.places import PYTHON, ROOT, VENV, Stamps, fingerprint
from tooling.processes import Command, Failed, run

STAMPS = Stamps(VENV / "installed.json")
RUN, DEV, NODE = "requirements.txt", "requirements-dev.txt", "requirements-node.txt"


def ensure(wanted: str = RUN) -> None:
    """Have everything of a locked file installed; the development file contains the run-time one."""
    _ensure_environment()
    if STAMPS.has(wanted, _print_of(wanted)):
        return
    STAMPS.put("installing", wanted)
    with step("安装 Python 软件包", f"Installing {wanted}"):
        _install(wanted)
    STAMPS.drop("installing")
    for name in (RUN, DEV) if wanted == DEV else (wanted,):
        STAMPS.put(name, _print_of(name))


def _print_of(name: str) -> str:
    return fingerprint([ROOT / name])


def _ensure_environment() -> None:
    """Make it anew for another folder or Python, and after an installation cut short, which pip could not mend."""
    made_for = f"{ROOT} {sys.version_info.major}.{sys.version_info.minor}"
    if STAMPS.has("made for", made_for) and PYTHON.exists() and not STAMPS.get("installing"):
        return
    with step("创建 Python 环境", "Making .venv"):
        shutil.rmtree(VENV, ignore_errors=True)
        try:
            run([sys.executable, "-m", "venv", VENV])
        except Failed as failed:
            raise Trouble(
                "无法创建 .venv。Python's venv module failed; on Debian and Ubuntu `apt-get install python3-venv` "
                f"brings what it needs.\n{failed}"
            ) from None
        STAMPS.put("made for", made_for)


def _install(name: str) -> None:
    pip: Command = [PYTHON, "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check"]
    try:
        run([*pip, "install", "--require-hashes", "-r", ROOT / name], env={**os.environ, "PYTHONUTF8": "1"})
    except Failed as failed:
        STAMPS.drop("installing")  # pip has put everything back itself
        raise Trouble(
            f"安装 {name} 失败。pip could not install {name}; is the package index reachable? pip said:\n{failed}\n"
            "改好后重新运行即可。Mend that and run the same command again."
        ) from None
