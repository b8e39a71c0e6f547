"""Files: judged by content, cleaned, private, gone when nobody wants them (PLT-90)."""

import errno
import io
import zlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

import pytest
import time_machine
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from tests.engines.actors import Province, province
from xinglin.engines.access.rights import Right
from xinglin.engines.access.roles import Role
from xinglin.engines.actions import Refused
from xinglin.engines.files import inspection
from xinglin.engines.files.actions import MOST_UNATTACHED, attach, release
from xinglin.engines.files.kinds import FILE_KINDS, JPEG, PNG, FileKind, under_unit
from xinglin.engines.files.models import Upload
from xinglin.engines.files.queries import uploads_visible_to
from xinglin.engines.files.receiving import clean_name, receive
from xinglin.engines.files.sweeping import remove_expired, remove_orphans
from xinglin.engines.history.models import AuditEntry

pytestmark = [pytest.mark.django_db, pytest.mark.spec("PLT-90")]

SEE = Right("files-test.see", "查看扫描件", frozenset({Role.BASE_ADMIN, Role.PROVINCE_ADMIN, Role.RESIDENT}))
SEND = Right("files-test.send", "上传文件", frozenset({Role.BASE_ADMIN}))


@pytest.fixture
def land() -> Province:
    return province()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def scan_kind() -> Iterator[FileKind]:
    yield FileKind("files-test-scan", "学历证书扫描件", may_see=under_unit(SEE))
    del FILE_KINDS["files-test-scan"]


@pytest.fixture
def photo_kind() -> Iterator[FileKind]:
    yield FileKind(
        "files-test-photo", "证件照片", may_see=under_unit(SEE), accepts=(JPEG, PNG), max_bytes=1 << 20, right=SEND
    )
    del FILE_KINDS["files-test-photo"]


def jpeg(size=(600, 800), *, exif: bytes = b"", colour: str = "navy") -> bytes:
    target = io.BytesIO()
    Image.new("RGB", size, colour).save(target, "JPEG", exif=exif)
    return target.getvalue()


def png(size=(40, 30), mode="RGBA") -> bytes:
    target = io.BytesIO()
    Image.new(mode, size).save(target, "PNG")
    return target.getvalue()


def pdf(*objects: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n" + b"\n".join(objects) + b"\ntrailer\n<<>>\n%%EOF\n"


def stored(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []


def sent(content: bytes, name: str = "证书.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="image/jpeg")


def why_refused(content: bytes, kind: FileKind, land: Province) -> str:
    with pytest.raises(Refused) as refused:
        receive(sent(content), kind, by=land.clerk)
    return refused.value.why


class TestPictures:
    def test_a_picture_is_encoded_anew_without_where_it_was_taken(self, land, scan_kind) -> None:
        exif = Image.Exif()
        exif[0x010F] = "PhoneMaker"
        exif.get_ifd(0x8825)[2] = (31.0, 14.0, 0.0)
        original = jpeg(exif=exif.tobytes())
        assert b"PhoneMaker" in original
        upload = receive(sent(original), scan_kind, by=land.clerk)
        kept = default_storage.open(upload.path).read()
        assert b"PhoneMaker" not in kept
        with Image.open(io.BytesIO(kept)) as picture:
            assert (picture.format, picture.size, dict(picture.getexif())) == ("JPEG", (600, 800), {})
        assert (upload.width, upload.height, upload.content_type, upload.size) == (600, 800, JPEG, len(kept))

    def test_a_picture_held_sideways_is_turned_upright(self, land, scan_kind) -> None:
        exif = Image.Exif()
        exif[0x0112] = 6  # turned by 90 degrees
        upload = receive(sent(jpeg((800, 600), exif=exif.tobytes())), scan_kind, by=land.clerk)
        assert (upload.width, upload.height) == (600, 800)

    def test_a_large_picture_is_scaled_and_has_a_thumbnail(self, land, scan_kind) -> None:
        upload = receive(sent(jpeg((5000, 2500))), scan_kind, by=land.clerk)
        assert (upload.width, upload.height) == (2400, 1200)
        with Image.open(default_storage.open(upload.thumbnail_path)) as small:
            assert small.size == (320, 160)

    def test_a_seal_keeps_its_transparent_ground(self, land, scan_kind) -> None:
        upload = receive(sent(png()), scan_kind, by=land.clerk)
        with Image.open(default_storage.open(upload.path)) as picture:
            assert (upload.content_type, picture.mode) == (PNG, "RGBA")

    @pytest.mark.parametrize("mode", ["1", "L", "P", "I;16", "LA"])
    def test_pictures_of_any_depth_are_taken(self, mode, land, scan_kind) -> None:
        assert receive(sent(png(mode=mode)), scan_kind, by=land.clerk).content_type == PNG

    def test_a_print_shops_colours_are_taken(self, land, scan_kind) -> None:
        target = io.BytesIO()
        Image.new("CMYK", (50, 50)).save(target, "JPEG")
        upload = receive(sent(target.getvalue()), scan_kind, by=land.clerk)
        with Image.open(default_storage.open(upload.path)) as picture:
            assert picture.mode == "RGB"

    def test_a_truncated_picture_is_refused(self, land, scan_kind, folder) -> None:
        assert "已损坏或不完整" in why_refused(jpeg()[:900], scan_kind, land)
        assert "已损坏或不完整" in why_refused(png((300, 300))[:60], scan_kind, land)
        assert stored(folder) == []
        assert not Upload.objects.exists()

    def test_a_decompression_bomb_is_refused_before_it_is_unpacked(self, land, scan_kind) -> None:
        header = png((20000, 20000), mode="1")
        assert len(header) < 100_000
        with patch.object(Image.Image, "convert", side_effect=AssertionError("unpacked")):
            assert "像素" in why_refused(header, scan_kind, land)

    def test_a_bomb_of_hidden_text_is_refused(self, land, scan_kind) -> None:
        chunk = b"zTXtComment\0\0" + zlib.compress(b"x" * (80 << 20), 9)
        whole = png()
        bomb = whole[:33] + (len(chunk) - 4).to_bytes(4) + chunk + zlib.crc32(chunk).to_bytes(4) + whole[33:]
        assert "已损坏" in why_refused(bomb, scan_kind, land)


class TestDocuments:
    def test_a_pdf_is_kept_as_it_came(self, land, scan_kind) -> None:
        upload = receive(sent(pdf(), "毕业证.pdf"), scan_kind, by=land.clerk)
        assert default_storage.open(upload.path).read() == pdf()
        assert (upload.content_type, upload.has_thumbnail, upload.name) == ("application/pdf", False, "毕业证.pdf")

    def test_a_pdf_that_would_do_something_is_refused(self, land, scan_kind) -> None:
        packed = b"2 0 obj\n<< /Type /ObjStm /Filter /FlateDecode >>\nstream\n%b\nendstream\nendobj" % zlib.compress(
            b"<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>"
        )
        for active in (
            b"<< /S /JavaScript /JS (app.alert(1)) >>",
            b"<< /S /J#61vaScript >>",
            b"<< /S /Launch /F (cmd.exe) >>",
            packed,
        ):
            assert "脚本或可执行内容" in why_refused(pdf(active), scan_kind, land)

    def test_the_data_of_a_picture_in_a_pdf_is_no_script(self, land, scan_kind) -> None:
        picture = b"3 0 obj\n<< /Filter /DCTDecode >>\nstream\n\xff\xd8 /JS << /Launch >>\nendstream\nendobj"
        assert receive(sent(pdf(picture)), scan_kind, by=land.clerk).size == len(pdf(picture))

    def test_a_packed_bomb_in_a_pdf_takes_no_memory(self, land, scan_kind) -> None:
        bomb = b"2 0 obj\n<< /Type /ObjStm >>\nstream\n%b\nendstream" % zlib.compress(b" " * (200 << 20), 9)
        with patch.object(inspection, "MOST_UNPACKED", 1 << 20):
            assert len(inspection._unpacked(zlib.compress(b" " * (200 << 20), 9))) == 1 << 20
            receive(sent(pdf(bomb)), scan_kind, by=land.clerk)

    def test_a_truncated_pdf_is_refused(self, land, scan_kind) -> None:
        assert "不完整" in why_refused(pdf()[:-8], scan_kind, land)


class TestKinds:
    @pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>", b"MZ\x90\0", b"GIF89a" + b"\0" * 40])
    def test_a_forged_type_is_refused_whatever_it_is_called(self, content, land, scan_kind) -> None:
        assert why_refused(content, scan_kind, land) == (
            "无法识别这个文件的格式，“学历证书扫描件”只接受 JPG、PNG、PDF 文件，请转换格式后再上传。"
        )

    def test_a_kind_takes_only_what_it_names(self, land, photo_kind) -> None:
        assert "这是 PDF 文件，“证件照片”只接受 JPG、PNG 文件" in why_refused(pdf(), photo_kind, land)
        assert photo_kind.hint == "JPG、PNG，不超过 1 MB"

    def test_too_large_and_empty_files_are_told(self, land, photo_kind) -> None:
        assert "超过 1 MB 的上限" in why_refused(jpeg() + b"\0" * (1 << 20), photo_kind, land)
        assert "文件是空的" in why_refused(b"", photo_kind, land)

    @pytest.mark.parametrize(
        ("name", "clean"),
        [
            ("../../etc/passwd", "passwd.pdf"),
            ("C:\\证书\\毕业证.JPG", "毕业证.pdf"),
            ("a\u202egpj.exe", "agpj.pdf"),
            ('"><img src=x>.png', "img src=x.pdf"),
            ("", "文件.pdf"),
            ("长" * 300 + ".pdf", "长" * 100 + ".pdf"),
        ],
    )
    def test_a_name_is_never_trusted(self, name, clean) -> None:
        assert clean_name(name, ".pdf") == clean


class TestStorage:
    def test_a_full_disk_leaves_nothing_behind(self, land, scan_kind, folder) -> None:
        real = FileSystemStorage._save

        def breaks_at_the_thumbnail(self, name, content):
            if name.endswith("-thumbnail"):
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(self, name, content)

        with patch.object(FileSystemStorage, "_save", breaks_at_the_thumbnail):
            assert "存储空间不足" in why_refused(jpeg(), scan_kind, land)
        assert stored(folder) == []
        assert not Upload.objects.exists()

    def test_files_are_readable_by_the_service_alone(self, land, scan_kind, folder) -> None:
        receive(sent(jpeg()), scan_kind, by=land.clerk)
        assert {path.stat().st_mode & 0o777 for path in stored(folder)} == {0o600}

    def test_an_account_cannot_fill_the_disk(self, land, scan_kind) -> None:
        waiting = {"kind": scan_kind.key, "account_id": land.clerk.account_id, "unit": land.hospital, "size": 1}
        Upload.objects.bulk_create(
            Upload(**waiting, expires_at=timezone.now() + timedelta(hours=1)) for _ in range(MOST_UNATTACHED)
        )
        assert "还没有保存的文件太多" in why_refused(jpeg(), scan_kind, land)
        assert receive(sent(jpeg()), scan_kind, by=land.colleague)

    def test_what_nobody_attached_is_removed_after_a_day(self, land, scan_kind, folder) -> None:
        kept, lost = (receive(sent(jpeg()), scan_kind, by=land.clerk) for _ in range(2))
        attach([kept.pk], by=land.clerk)
        assert remove_expired() == 0
        Upload.objects.filter(pk=lost.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
        assert remove_expired() == 1
        assert list(Upload.objects.all()) == [kept]
        assert len(stored(folder)) == 2  # the kept one and its thumbnail

    def test_bytes_of_a_killed_process_are_removed(self, land, scan_kind, folder) -> None:
        receive(sent(jpeg()), scan_kind, by=land.clerk)
        orphan = uuid4().hex
        default_storage.save(f"{orphan[:2]}/{orphan}", io.BytesIO(b"x"))
        assert remove_orphans() == 0  # it may be an upload of this very moment
        with time_machine.travel(timezone.now() + timedelta(days=2)):
            assert remove_orphans() == 1
        assert len(stored(folder)) == 2


class TestScope:
    def test_unattached_files_are_their_owners_alone(self, land, scan_kind) -> None:
        upload = receive(sent(jpeg()), scan_kind, by=land.clerk)
        assert list(uploads_visible_to(land.clerk, [upload.pk])) == [upload]
        for actor in (land.colleague, land.neighbour, land.authority, land.resident):
            assert not uploads_visible_to(actor, [upload.pk]).exists()

    def test_attached_files_are_seen_as_their_kind_says(self, land, scan_kind) -> None:
        upload = receive(sent(jpeg()), scan_kind, by=land.clerk)
        attach([upload.pk], by=land.clerk)
        for actor, sees in ((land.colleague, True), (land.authority, True), (land.neighbour, False)):
            assert uploads_visible_to(actor, [upload.pk]).exists() is sees
        assert not uploads_visible_to(land.resident, [upload.pk]).exists()  # not his own
        assert not uploads_visible_to(land.auditor, [upload.pk]).exists()  # his role has no right to it

    def test_a_strangers_file_cannot_be_attached(self, land, scan_kind) -> None:
        upload = receive(sent(jpeg()), scan_kind, by=land.clerk)
        with pytest.raises(Refused, match="不存在或已过期"):
            attach([upload.pk], by=land.neighbour)
        with pytest.raises(Refused, match="不存在或已过期"):
            attach([uuid4()], by=land.clerk)
        upload.refresh_from_db()
        assert upload.expires_at

    def test_a_released_file_goes_and_an_attached_one_stays_as_it_is(self, land, scan_kind) -> None:
        upload = receive(sent(jpeg()), scan_kind, by=land.clerk)
        assert attach([upload.pk], by=land.clerk).done == [0]
        assert attach([upload.pk], by=land.colleague).unchanged == [0]
        assert release([upload.pk], by=land.neighbour).done == []
        assert release([upload.pk], by=land.clerk).done == [0]
        upload.refresh_from_db()
        assert upload.expires_at

    @pytest.mark.spec("PLT-101")
    def test_taking_in_and_attaching_are_in_the_audit_log(self, land, scan_kind) -> None:
        attach([receive(sent(jpeg()), scan_kind, by=land.clerk).pk], by=land.clerk)
        logged = AuditEntry.objects.filter(account_id=land.clerk.account_id).values_list("action", flat=True)
        assert set(logged) == {"files.taken_in", "files.attached"}
