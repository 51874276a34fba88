"""What a file may cost before anything of it is parsed."""

import zipfile
import zlib
from dataclasses import dataclass
from typing import BinaryIO

from people.spreadsheet.errors import BadSpreadsheet

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_CHUNK = 1 << 16
_WORKBOOK_PARTS = ("xl/workbook.xml",)


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is read of one file. Bytes, except where the name says rows, columns, sheets or tags."""

    file_bytes: int = 20 * 1024 * 1024
    unpacked_bytes: int = 96 * 1024 * 1024
    tags: int = 3_000_000
    parts: int = 2_000
    sheets: int = 60
    rows: int = 30_000
    columns: int = 120
    last_line: int = 1_048_576


def check_archive(file: BinaryIO, limits: Limits) -> None:
    """Raise BadSpreadsheet unless the file is a whole .xlsx that unpacks within the limits.

    The sizes that an archive states about itself are not believed: every part is unpacked and counted.
    """
    _check_kind(file, limits)
    try:
        with zipfile.ZipFile(file) as archive:
            _check_parts(archive, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
        raise BadSpreadsheet("broken_file") from error
    file.seek(0)


def _check_kind(file: BinaryIO, limits: Limits) -> None:
    size = file.seek(0, 2)
    file.seek(0)
    if size == 0:
        raise BadSpreadsheet("empty_file")
    if size > limits.file_bytes:
        raise BadSpreadsheet("file_too_big", limit=limits.file_bytes // (1024 * 1024))
    start = file.read(8)
    file.seek(0)
    if start == _OLE:
        # An encrypted .xlsx is an old-style container that holds one sealed stream.
        content = file.read()
        file.seek(0)
        raise BadSpreadsheet("password_protected" if _ENCRYPTED in content else "old_excel")
    if not start.startswith(_ZIP):
        raise BadSpreadsheet("not_excel")


def _check_parts(archive: zipfile.ZipFile, limits: Limits) -> None:
    parts = archive.infolist()
    if len(parts) > limits.parts:
        raise BadSpreadsheet("unpacks_too_big")
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name in names for name in _WORKBOOK_PARTS):
        raise BadSpreadsheet("not_excel")
    if any(part.flag_bits & 1 for part in parts):
        raise BadSpreadsheet("password_protected")
    unpacked = tags = 0
    for part in parts:
        with archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                unpacked += len(chunk)
                # Each "<" costs the parser an object, however few bytes it takes; a sheet may have any file name.
                tags += chunk.count(b"<")
                if unpacked > limits.unpacked_bytes or tags > limits.tags:
                    raise BadSpreadsheet("unpacks_too_big")
