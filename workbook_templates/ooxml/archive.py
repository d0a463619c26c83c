"""The zip around a workbook: opened with every foreseeable defect named."""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Final

from workbook_templates.ooxml.errors import UnreadableCode, UnreadableWorkbookError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path

MAX_UNZIPPED: Final = 256 * 1024 * 1024
"""Bytes that all parts together may take: some hundred times a large form."""

_MAX_RATIO: Final = 400
_RATIO_MATTERS_FROM: Final = 16 * 1024 * 1024
_OLE_HEADER: Final = bytes.fromhex("D0CF11E0")
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_FIXED_DATE: Final = (1980, 1, 1, 0, 0, 0)
_LOCAL_LENGTHS: Final = struct.Struct("<HH")
_LOCAL_LENGTHS_AT: Final = 26
_DEFECTS: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


def read_source(source: Path | bytes, limit: int) -> bytes:
    """The bytes of a workbook, whole.

    Raises:
        UnreadableWorkbookError: ``unreadable_file``, ``too_large`` or ``empty_file``.
    """
    if isinstance(source, bytes):
        data = source
    else:
        try:
            size = source.stat().st_size
            if size > limit:
                raise UnreadableWorkbookError("too_large", size=str(size), limit=str(limit))
            data = source.read_bytes()
        except OSError as error:
            raise UnreadableWorkbookError("unreadable_file", reason=error.strerror or str(error)) from error
    if not data:
        raise UnreadableWorkbookError("empty_file")
    return data


class Archive:
    """The parts of a zip, inflated when they are asked for.

    Part names are matched as OPC wants it, without regard to case; some producers write backslashes.
    """

    def __init__(self, data: bytes, limit: int = MAX_UNZIPPED) -> None:
        """Read the zip's directory.

        Raises:
            UnreadableWorkbookError: ``legacy_xls``, ``password_protected``, ``truncated``,
            ``not_a_workbook`` or
                ``too_large``.
        """
        if data.startswith(_OLE_HEADER):
            raise UnreadableWorkbookError("password_protected" if _ENCRYPTED in data else "legacy_xls")
        self._data = data
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except _DEFECTS as error:
            code: UnreadableCode = "truncated" if data.startswith(b"PK") else "not_a_workbook"
            raise UnreadableWorkbookError(code, reason=str(error)) from error
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        _refuse_bombs(entries, limit)
        self._entries = {_normal(entry.filename): entry for entry in entries}

    @property
    def names(self) -> list[str]:
        """Names of the parts in the order of the zip."""
        return [entry.filename.replace("\\", "/").lstrip("/") for entry in self._entries.values()]

    def __contains__(self, name: str) -> bool:
        return _normal(name) in self._entries

    def read(self, name: str) -> bytes:
        """A part's bytes.

        Raises:
            UnreadableWorkbookError: ``truncated`` if it is missing or damaged, ``password_protected``.
        """
        entry = self._entries.get(_normal(name))
        if entry is None:
            raise UnreadableWorkbookError("truncated", part=name, reason="missing")
        if entry.flag_bits & 1:
            raise UnreadableWorkbookError("password_protected", part=name)
        try:
            with self._zip.open(entry) as stream:
                # With the size given, a directory that lies about it can't inflate more than it admits to.
                data = stream.read(entry.file_size)
        except _DEFECTS as error:
            raise UnreadableWorkbookError("truncated", part=name, reason=str(error)) from error
        if len(data) != entry.file_size:
            raise UnreadableWorkbookError("truncated", part=name, reason="short")
        return data

    def rewritten(self, changed: Mapping[str, bytes], without: Collection[str] = ()) -> bytes:
        """The zip with parts replaced or added, the same bytes for the same content on any day.

        Unchanged parts are copied as they are packed, which for a large workbook saves most of the time.

        Args:
            changed: New bytes of parts, by name.
            without: Parts to leave out.
        """
        left_out = {_normal(name) for name in without}
        names = {_normal(name): name for name in changed}
        buffer = BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
            for key, entry in self._entries.items():
                if key in left_out:
                    continue
                if key in names:
                    _write(target, entry.filename, changed[names[key]])
                elif entry.compress_type == zipfile.ZIP_DEFLATED and not entry.flag_bits & 1:
                    self._copy(target, entry)
                else:
                    _write(target, entry.filename, self.read(entry.filename))
            for key, name in names.items():
                if key not in self._entries:
                    _write(target, name, changed[name])
        return buffer.getvalue()

    def _copy(self, target: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        start = entry.header_offset
        try:
            name_length, extra_length = _LOCAL_LENGTHS.unpack_from(self._data, start + _LOCAL_LENGTHS_AT)
        except struct.error as error:
            raise UnreadableWorkbookError("truncated", part=entry.filename, reason=str(error)) from error
        start += _LOCAL_LENGTHS_AT + _LOCAL_LENGTHS.size + name_length + extra_length
        copy = _entry(entry.filename)
        copy.CRC, copy.compress_size, copy.file_size = entry.CRC, entry.compress_size, entry.file_size
        _append_packed(target, copy, self._data[start : start + entry.compress_size])


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _FIXED_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry


def _write(target: zipfile.ZipFile, name: str, data: bytes) -> None:
    target.writestr(_entry(name), data)


def _append_packed(target: zipfile.ZipFile, entry: zipfile.ZipInfo, packed: bytes) -> None:
    """Add data that is already compressed, for which `zipfile` has no method."""
    stream = target.fp
    if stream is None:
        raise ValueError("the zip is closed")
    stream.seek(target.start_dir)
    entry.header_offset = stream.tell()
    stream.write(entry.FileHeader(zip64=False))
    stream.write(packed)
    target.filelist.append(entry)
    target.NameToInfo[entry.filename] = entry
    target.start_dir = stream.tell()
    target.__dict__["_didModify"] = True  # or the directory is not written


def _normal(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _refuse_bombs(entries: list[zipfile.ZipInfo], limit: int) -> None:
    size = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if size > limit or (size > _RATIO_MATTERS_FROM and size > _MAX_RATIO * packed):
        raise UnreadableWorkbookError("too_large", size=str(size), limit=str(limit))
