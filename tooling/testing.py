"""`./dev test` and `./dev bench`: everything they need is brought, and an own database served while they run."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tooling import browser, django, frontend
from tooling.console import Trouble, say, step
from tooling.database import Database
from tooling.places import PYTHON, ROOT, Stamps
from tooling.processes import attend

PROCESSES = 2  # each with a database, ports and folders of its own


def test(arguments: Sequence[str], data: Path) -> int:
    """Run the tests on two processes, file by file, those that take longest first (tests/spreading.py).

    Arguments go to pytest as they are; naming files, tests or marks runs those alone, in one process.
    """
    chosen = browser.ensure()
    front_end = 0 if arguments else _front_end_tests()
    folder = data / "test"
    with Database(folder / "database", reason="test", disposable=True, may_create=True) as database:
        env = django.environment("test", folder, database.url) | chosen
        tested = _pytest(arguments or ["-n", str(PROCESSES)], env)
    return front_end or tested


def bench(arguments: Sequence[str], data: Path) -> int:
    """Run the benchmark named first, with further arguments for it, or all; each prints one line of JSON last.

    Unlike that of the tests, its cluster writes as safely as a real one.
    """
    modules = {path.stem.replace("_", "-"): path.stem for path in sorted((ROOT / "bench").glob("[a-z]*.py"))}
    name, *further = arguments or [""]
    if name and name not in modules:
        raise Trouble(
            f"没有名为 {name} 的基准。There is no benchmark {name}; there are: {', '.join(modules) or 'none'}."
        )
    folder = data / "bench"
    with Database(folder / "database", reason="bench", may_create=True) as database:
        env = django.environment("demo", folder, database.url)
        django.migrate(Stamps(folder / "stamps.json"), env)
        wanted = [modules[name]] if name else list(modules.values())
        codes = [attend([PYTHON, "-m", f"bench.{m}", *further], env=env, cwd=ROOT) for m in wanted]
    return next(filter(None, codes), 0)


def _front_end_tests() -> int:
    try:
        with step("测试前端", "Testing the front end"):
            frontend.npm("test")
    except Trouble as failed:
        say(str(failed))
        return 1
    return 0


def _pytest(arguments: Sequence[str], env: Mapping[str, str]) -> int:
    return attend([PYTHON, "-m", "pytest", *arguments], env=env, cwd=ROOT)
