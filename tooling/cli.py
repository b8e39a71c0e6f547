"""The subcommands of `./dev` and what each needs before it can start."""

import argparse
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tooling import checking, django, frontend, locking, packages, serve, testing
from tooling import manual as write_manual
from tooling.console import Trouble, say, speak_utf8
from tooling.database import Database
from tooling.places import DEFAULT_DATA, PYTHON, ROOT, Stamps, one_at_a_time
from tooling.processes import attend, stop_on_signals

INTERRUPTED = 130


def main() -> int:
    """Run one subcommand and answer the exit code."""
    speak_utf8()
    stop_on_signals()
    ours, arguments = split(sys.argv[1:])
    options = parser().parse_args(ours)
    try:
        return COMMANDS[options.command](options, arguments)
    except Trouble as trouble:
        say(f"\n✗ {trouble}")
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED


def run(options: argparse.Namespace, arguments: list[str]) -> int:
    prepare()
    with suppress(KeyboardInterrupt):  # the usual end
        serve.run(options.host, options.port, options.data)
    return 0


def test(options: argparse.Namespace, arguments: list[str]) -> int:
    prepare(packages.DEV)
    return testing.test(arguments, options.data)


def check(options: argparse.Namespace, arguments: list[str]) -> int:
    prepare(packages.DEV)
    return checking.check(options.data)


def fix(options: argparse.Namespace, arguments: list[str]) -> int:
    prepare(packages.DEV)
    return checking.fix(options.data)


def bench(options: argparse.Namespace, arguments: list[str]) -> int:
    prepare(packages.DEV)
    return testing.bench(arguments, options.data)


def docs(options: argparse.Namespace, arguments: list[str]) -> int:
    prepare()
    said = django.manage("print_docs", env=django.offline_environment(options.data)).rstrip()
    say(said or "docs/ 已更新 is up to date")
    return 0


def manual(options: argparse.Namespace, arguments: list[str]) -> int:
    prepare(packages.DEV)
    return write_manual.write(arguments, options.data)


def lock(options: argparse.Namespace, arguments: list[str]) -> int:
    with one_at_a_time():
        packages.ensure(packages.DEV)
    locking.lock(arguments)
    return 0


def manage(options: argparse.Namespace, arguments: list[str]) -> int:
    with one_at_a_time():
        packages.ensure()
    with Database(options.data / "database", reason="manage") as database:
        env = django.environment(os.environ.get("XINGLIN_MODE", "demo"), options.data, database.url)
        code = attend([PYTHON, ROOT / "manage.py", *arguments], env=env)
        django.after(arguments, Stamps(options.data / "stamps.json"))
    return code


COMMANDS: dict[str, Callable[[argparse.Namespace, list[str]], int]] = {
    "run": run,
    "test": test,
    "check": check,
    "fix": fix,
    "bench": bench,
    "docs": docs,
    "manual": manual,
    "lock": lock,
    "manage": manage,
}
PURPOSES = {
    "run": "安装并启动演示系统 install what is missing and serve the demonstration",
    "test": "运行测试 run the tests; arguments go to pytest",
    "check": "检查代码 lint, types, import contracts, templates, printed docs",
    "fix": "自动修正 mend what the checks can mend by themselves",
    "bench": "性能测试 run one benchmark by its name, or all",
    "docs": "生成文档 print chains, roles and events from the code into docs/",
    "manual": "编写用户手册 write docs/manual by walking through the product; arguments name guides",
    "lock": "锁定依赖版本 compile requirements*.in; arguments go to uv",
    "manage": "管理命令 Django's manage.py with the database at hand",
}
PASSING_ON = ("test", "bench", "manual", "lock", "manage")


def prepare(wanted: str = packages.RUN) -> None:
    """Install and build what the command needs; nothing when nothing changed."""
    with one_at_a_time():
        packages.ensure(wanted)
        frontend.build()


def split(words: list[str]) -> tuple[list[str], list[str]]:
    """What is ours and what goes on to pytest, uv or Django untouched: all that follows the name and a --data."""
    if not words or words[0] not in PASSING_ON:
        return words, []
    cut = 3 if words[1:2] == ["--data"] else 2 if words[1:] and words[1].startswith("--data=") else 1
    return words[:cut], words[cut:]


def parser() -> argparse.ArgumentParser:
    """The command line, as far as it is ours."""
    top = argparse.ArgumentParser(prog="./dev", description="杏林 Xinglin: install, serve, test and check it.")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, text in PURPOSES.items():
        one = commands.add_parser(name, help=text, description=text)
        one.add_argument("--data", type=folder, default=DEFAULT_DATA, help="data folder (default: ./var)")
        if name == "run":
            one.add_argument("--port", type=int, default=8000, help="port of the web server (default: 8000)")
            one.add_argument("--host", default="127.0.0.1", help="address to listen on (default: this machine only)")
    return top


def folder(text: str) -> Path:
    return Path(text).resolve()


if __name__ == "__main__":
    sys.exit(main())
