"""The virtual environment is filled once, and made anew when an installation was cut short."""

from pathlib import Path

import pytest

from tooling import packages
from tooling.console import Trouble
from tooling.places import Stamps
from tooling.processes import Failed


@pytest.fixture
def commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What would have been run, in a folder of its own; a command holding `fails` fails."""
    venv = tmp_path / ".venv"
    done: list[str] = []

    def run(command: list[object], **_: object) -> str:
        words = " ".join(map(str, command))
        if "fails" in words:
            raise Failed("no such index")
        if "-m venv" in words:
            done.append("venv")
            (venv / "bin").mkdir(parents=True)
            (venv / "bin" / "python").touch()
        else:
            done.append(words.rpartition("/")[2])
        return ""

    for name in (packages.RUN, packages.DEV, "fails.txt"):
        (tmp_path / name).write_text(name)
    for name, value in {"ROOT": tmp_path, "VENV": venv, "PYTHON": venv / "bin" / "python"}.items():
        monkeypatch.setattr(packages, name, value)
    monkeypatch.setattr(packages, "STAMPS", Stamps(venv / "installed.json"))
    monkeypatch.setattr(packages, "run", run)
    return done


def test_second_time_installs_nothing(commands: list[str]) -> None:
    packages.ensure()
    packages.ensure()
    assert commands == ["venv", packages.RUN]


def test_changed_list_is_installed_again(commands: list[str]) -> None:
    packages.ensure()
    (packages.ROOT / packages.RUN).write_text("another")
    packages.ensure()
    assert commands == ["venv", packages.RUN, packages.RUN]


def test_development_packages_contain_the_others(commands: list[str]) -> None:
    packages.ensure(packages.DEV)
    packages.ensure()
    assert commands == ["venv", packages.DEV]


def test_installation_cut_short_is_begun_from_nothing(commands: list[str]) -> None:
    packages.ensure()
    packages.STAMPS.put("installing", packages.DEV)  # as a kill -9 leaves it
    packages.ensure()
    assert commands == ["venv", packages.RUN] * 2


def test_failed_installation_says_what_to_do_and_is_tried_again(commands: list[str]) -> None:
    with pytest.raises(Trouble, match="no such index"):
        packages.ensure("fails.txt")
    packages.ensure()
    assert commands == ["venv", packages.RUN]


def test_moved_folder_gets_a_new_environment(commands: list[str]) -> None:
    packages.ensure()
    packages.STAMPS.put("made for", "another folder 3.11")
    packages.ensure()
    assert commands == ["venv", packages.RUN] * 2
