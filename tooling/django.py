"""Calling Django with the environment it needs, and doing what a fresh database wants, once."""

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from tooling.console import Trouble, step
from tooling.places import PYTHON, ROOT, Stamps, fingerprint
from tooling.processes import Failed, run

# After these the database may no longer be what the stamps say.
STIRS_DATABASE = ("migrate", "flush", "demo", "loaddata", "dbshell")


def environment(mode: str, data: Path, url: str) -> dict[str, str]:
    """What Django is told; see config/settings.py."""
    return {
        **os.environ,
        "DATABASE_URL": url,
        "XINGLIN_DATA": str(data.resolve()),
        "XINGLIN_MODE": mode,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PYTHONUTF8": "1",  # Chinese everywhere, whatever the locale
        "PYTHONUNBUFFERED": "1",
    }


def offline_environment(data: Path) -> dict[str, str]:
    """For tools that import the settings and never ask the database."""
    return environment("test", data, os.environ.get("DATABASE_URL") or "postgres://nobody@127.0.0.1:1/none")


def manage(*arguments: str, env: Mapping[str, str]) -> str:
    """Run a management command quietly and answer its output; trouble shows how that ends."""
    try:
        return run([PYTHON, ROOT / "manage.py", *arguments], env=env)
    except Failed as failed:
        raise Trouble(f"manage.py {' '.join(arguments)} 失败。It failed and said:\n{failed}") from None


def migrate(stamps: Stamps, env: Mapping[str, str]) -> None:
    """Bring the tables up to date; costs nothing when neither the migrations nor the packages changed."""
    migrations = sorted((ROOT / "xinglin").rglob("migrations/*.py"))
    wanted = fingerprint([*migrations, ROOT / "requirements.txt"], _identity(env))
    if stamps.has("migrated", wanted):
        return
    with step("更新数据库结构", "Migrating the database"):
        manage("migrate", "--no-input", env=env)
    stamps.put("migrated", wanted)


def load_demonstration(stamps: Stamps, env: Mapping[str, str]) -> None:
    """Load the demonstration into a database that has none; the command itself leaves a filled one as it is."""
    wanted = fingerprint([], _identity(env))
    if stamps.has("demonstration", wanted):
        return
    with step("载入演示数据", "Loading the demonstration"):
        manage("demo", env=env)
    stamps.put("demonstration", wanted)


def log_ins(stamps: Stamps, env: Mapping[str, str]) -> str:
    """The demonstration's log-ins, asked again only when the demonstration's code has changed."""
    wanted = fingerprint([ROOT / "xinglin" / "demo"])
    if not stamps.has("log-ins of", wanted):
        stamps.put("log-ins", manage("demo", "--logins", env=env))
        stamps.put("log-ins of", wanted)
    return stamps.get("log-ins")


def seal_told(env: Mapping[str, str]) -> str:
    """What is wrong with the electronic seal; asked only where one is configured, since it takes a second."""
    if not env.get("SEAL_FILE"):
        return ""
    return warnings_in(manage("check", "--tag", "seal", env=env))


def warnings_in(said: str) -> str:
    """The sentences of what `manage.py check` found, without their frame."""
    return "\n".join(line.partition(") ")[2] for line in said.splitlines() if line.startswith("?: ("))


def after(arguments: Sequence[str], stamps: Stamps) -> None:
    """Forget what the stamps say when the user's own command may have made it untrue."""
    if arguments and arguments[0] in STIRS_DATABASE:
        stamps.drop("migrated", "demonstration", "log-ins of")


def _identity(env: Mapping[str, str]) -> str:
    """Tells databases apart by user, password, machine and name; the port of the embedded one may change."""
    return re.sub(r":\d+/", "/", env["DATABASE_URL"])
