"""The virtual environment: made when missing, filled from the locked files, again when they have changed."""

import os
import shutil
import subprocess
import sys

from tooling.console import Trouble, step
from tooling.places import PYTHON, ROOT, VENV, Stamps, fingerprint
from tooling.processes import Command

STAMPS = Stamps(VENV / "installed.json")
RUN, DEV, NODE = "requirements.txt", "requirements-dev.txt", "requirements-node.txt"


def ensure(wanted: str = RUN) -> None:
    """Have everything of a locked file installed; the development file contains the run-time one."""
    _ensure_environment()
    if STAMPS.has(wanted, _print_of(wanted)):
        return
    with step("安装 Python 软件包", f"Installing {wanted}"):
        _install(wanted)
    for name in (RUN, DEV) if wanted == DEV else (wanted,):
        STAMPS.put(name, _print_of(name))


def _print_of(name: str) -> str:
    return fingerprint([ROOT / name])


def _ensure_environment() -> None:
    """A moved folder or another Python makes the environment useless, so it names both."""
    made_for = f"{ROOT} {sys.version_info.major}.{sys.version_info.minor}"
    if STAMPS.has("made for", made_for) and PYTHON.exists():
        return
    with step("创建 Python 环境", "Making .venv"):
        shutil.rmtree(VENV, ignore_errors=True)
        made = subprocess.run([sys.executable, "-m", "venv", VENV], capture_output=True, text=True, errors="replace")
        if made.returncode:
            raise Trouble(
                "无法创建 .venv。Python's venv module failed; on Debian and Ubuntu `apt-get install python3-venv` "
                f"brings what it needs.\n{made.stdout}{made.stderr}"
            )
        STAMPS.put("made for", made_for)


def _install(name: str) -> None:
    pip: Command = [PYTHON, "-m", "pip", "--quiet", "--no-input", "--disable-pip-version-check"]
    done = subprocess.run(
        [*pip, "install", "--require-hashes", "-r", ROOT / name],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    if done.returncode:
        last = "\n".join(done.stdout.decode(errors="replace").splitlines()[-15:])
        raise Trouble(
            f"安装 {name} 失败。pip could not install {name}; is the package index reachable? pip said:\n{last}\n"
            "改好后重新运行即可。Mend that and run the same command again."
        )
