"""Stamps and fingerprints: work is done again exactly when it has to be."""

from pathlib import Path

import pytest

from tooling.places import Stamps, fingerprint


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.txt").write_text("one")
    (tmp_path / "b.txt").write_text("two")
    return tmp_path


def test_fingerprint_stays_while_nothing_changes(folder: Path) -> None:
    assert fingerprint([folder]) == fingerprint([folder])


@pytest.mark.parametrize("change", ["content", "name", "new", "moved content", "extra"])
def test_fingerprint_changes_with_everything_that_counts(folder: Path, change: str) -> None:
    before = fingerprint([folder])
    if change == "content":
        (folder / "b.txt").write_text("three")
    elif change == "name":
        (folder / "b.txt").rename(folder / "c.txt")
    elif change == "new":
        (folder / "empty").touch()
    elif change == "moved content":  # the same bytes in a row, otherwise cut
        (folder / "b.txt").write_text("tw")
        (folder / "deep" / "a.txt").write_text("oneo")
    assert fingerprint([folder], *(["extra"] if change == "extra" else [])) != before


def test_fingerprint_of_a_missing_file_is_none_of_its_later_ones(tmp_path: Path) -> None:
    before = fingerprint([tmp_path / "later.txt"])
    (tmp_path / "later.txt").write_text("here")
    assert fingerprint([tmp_path / "later.txt"]) != before


def test_stamp_holds_for_its_value_until_dropped(tmp_path: Path) -> None:
    stamps = Stamps(tmp_path / "new folder" / "stamps.json")
    assert not stamps.has("built", "1")
    stamps.put("built", "1")
    stamps.put("other", "x")
    assert stamps.has("built", "1")
    assert not stamps.has("built", "2")
    stamps.drop("built", "never there")
    assert not stamps.has("built", "1")
    assert stamps.get("other") == "x"


def test_damaged_stamps_only_mean_doing_the_work_again(tmp_path: Path) -> None:
    file = tmp_path / "stamps.json"
    file.write_text('{"built": "1')
    assert not Stamps(file).has("built", "1")
    Stamps(file).put("built", "1")
    assert Stamps(file).has("built", "1")
