"""Files lie sealed in the storage, and come out as they went in (PLT-90, PLT-100)."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from xinglin.engines.secrets.keys import Unreadable
from xinglin.engines.secrets.stored import PIECE

pytestmark = pytest.mark.spec("PLT-90", "PLT-100")
NUMBER = b"11010119010101001X"


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_a_file_of_any_length_comes_back_whole_and_tells_nothing_where_it_lies(folder: Path, size: int) -> None:
    content = (NUMBER * (size // len(NUMBER) + 1))[:size]
    default_storage.save("ab/scan", ContentFile(content))
    lying = (folder / "ab" / "scan").read_bytes()
    assert NUMBER not in lying
    assert len(lying) > size
    with default_storage.open("ab/scan") as file:
        assert file.read() == content
    assert file.open().read() == content  # again, after it was closed


def test_two_copies_of_one_file_have_nothing_in_common(folder: Path) -> None:
    for name in ("one", "two"):
        default_storage.save(name, ContentFile(NUMBER * 10))
    one, two = ((folder / name).read_bytes() for name in ("one", "two"))
    assert one[30:60] != two[30:60]


def altered(lying: bytes, how: str) -> bytes:
    """What somebody with the disk in his hands might make of a file of three pieces."""
    head, piece = len(lying) - 3 * (PIECE + 16), PIECE + 16
    pieces = [lying[head + n * piece : head + (n + 1) * piece] for n in range(3)]
    match how:
        case "flipped":
            return lying[:-1] + bytes([lying[-1] ^ 1])
        case "cut off":
            return lying[:-piece]
        case "moved":
            return lying[:head] + pieces[1] + pieces[0] + pieces[2]
        case _:
            return lying[:head] + pieces[0] + pieces[2]


@pytest.mark.parametrize("how", ["flipped", "cut off", "moved", "left out"])
def test_a_file_that_was_altered_is_not_given_out(folder: Path, how: str) -> None:
    default_storage.save("scan", ContentFile(b"x" * 3 * PIECE))
    path = folder / "scan"
    path.write_bytes(altered(path.read_bytes(), how))
    with pytest.raises(Unreadable):
        default_storage.open("scan")
