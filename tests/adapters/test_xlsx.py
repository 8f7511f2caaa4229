"""Workbooks that could do harm, or are none: refused in words, within bounds, nothing run or followed."""

from __future__ import annotations

import io
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from gitsm.adapters import xlsx
from gitsm.adapters.xlsx import read_workbook
from gitsm.base.errors import CannotWorkHere
from workbook_support import packed, read, small, write


def same(_: str, data: bytes) -> bytes:
    return data


def refused(path: Path) -> str:
    with pytest.raises(CannotWorkHere) as error:
        read_workbook(path)
    assert error.value.fix
    assert str(path.parent) not in error.value.message
    return error.value.message


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is no Excel workbook"),
        (b"a,b\r\n1,2\r\n", "is no Excel workbook"),
        (b"PK\x03\x04 broken", "is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "password"),
    ],
)
def test_what_is_no_workbook_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    assert words in refused(path)


def test_another_archive_and_a_missing_file(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    assert "is no Excel workbook" in refused(path)
    assert "cannot be read" in refused(tmp_path / "gone.xlsx")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_document_types_are_refused_before_anything_is_expanded(tmp_path: Path, encoding: str) -> None:
    bomb = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]><x>&b;&f;</x>'
    ).encode(encoding)
    for part in ("xl/styles.xml", "xl/worksheets/sheet2.xml", "xl/_rels/workbook.xml.rels", "docProps/app.xml"):
        path = packed(tmp_path / "book.xlsx", lambda name, data, part=part: bomb if name == part else data)  # type: ignore[misc]
        assert "document type" in refused(path)


def test_a_part_cannot_hide_behind_another_name(tmp_path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><x>&a;</x>'
    assert "document type" in refused(packed(tmp_path / "book.xlsx", same, {"xl/media/image1.png": bomb}))
    read_workbook(packed(tmp_path / "book.xlsx", same, {"xl/media/image1.png": b"\x89PNG\r\n" + bytes(range(256)) * 9}))


def test_an_archive_that_unpacks_to_far_more_is_refused_in_little_memory(tmp_path: Path) -> None:
    huge = b"<sst xmlns='x'>" + (b"<si><t>" + b"a" * 4_000 + b"</t></si>") * 16_000 + b"</sst>"
    path = packed(tmp_path / "book.xlsx", lambda name, data: huge if name.endswith("sheet3.xml") else data)
    assert path.stat().st_size < xlsx.MOST_BYTES
    tracemalloc.start()
    message = refused(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "unpacks to more than" in message
    assert peak < 30 << 20


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"PK" + bytes(xlsx.MOST_BYTES))
    assert "larger than" in refused(path)


def test_a_value_far_below_or_beside_is_told_not_dropped(tmp_path: Path) -> None:
    for address in ("A900000", "XFD4"):
        with pytest.raises(CannotWorkHere) as error:
            read(tmp_path, small(), lambda book, address=address: book["Targets"].__setitem__(address, "x"))  # type: ignore[misc]
        assert "on its sheet Targets" in error.value.message


def test_a_sheet_that_claims_a_million_rows_is_read_as_far_as_it_has_values(tmp_path: Path) -> None:
    def claim(name: str, data: bytes) -> bytes:
        return data.replace(b'<dimension ref="A1:F43"', b'<dimension ref="A1:XFD1048576"')

    book = read_workbook(packed(tmp_path / "book.xlsx", claim))
    (targets,) = [one for one in book.sheets if one.name == "Targets"]
    assert max(targets.rows) == 4


def test_macros_and_links_to_other_files_are_left_aside_and_said_so(tmp_path: Path) -> None:
    more = {
        "xl/vbaProject.bin": b"Sub Auto_Open()",
        "xl/externalLinks/externalLink1.xml": b"<externalLink xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'/>",
    }
    book = read_workbook(packed(tmp_path / "book.xlsm", same, more))
    assert [note.partition(";")[0] for note in book.notes] == [
        "the workbook holds macros",
        "the workbook refers to other files",
    ]


def test_parts_that_stand_twice_are_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "book.xlsx", same)
    with zipfile.ZipFile(path, "a") as made, pytest.warns(UserWarning):
        made.writestr("xl/workbook.xml", b"<workbook/>")
    assert "twice" in refused(path)


def test_damaged_parts_are_refused_in_words(tmp_path: Path) -> None:
    for part in ("xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet4.xml"):
        for data in (b"", b"<a>", b"<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main'/>"):
            path = packed(tmp_path / "book.xlsx", lambda name, old, part=part, data=data: data if name == part else old)  # type: ignore[misc]
            try:
                read_workbook(path)
            except CannotWorkHere as error:
                assert error.fix


def test_archives_without_a_workbook_in_their_contents_or_with_spoilt_bytes_are_refused(tmp_path: Path) -> None:
    empty = b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"
    assert refused(packed(tmp_path / "book.xlsx", lambda name, old: empty if name.startswith("[Content") else old))
    whole = bytearray(packed(tmp_path / "book.xlsx", same).read_bytes())
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        at = archive.getinfo("xl/styles.xml").header_offset + 60
    whole[at : at + 40] = b"\xff" * 40
    (tmp_path / "book.xlsx").write_bytes(whole)
    assert "is damaged" in refused(tmp_path / "book.xlsx")


def test_spoilt_bytes_in_the_list_of_parts_are_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "book.xlsx", same)
    whole = path.read_bytes()
    entry = whole.rfind(b"PK\x01\x02")
    places = bytearray(whole)
    places[-22 + 18] ^= 8  # where the list begins: the parts would stand before the beginning of the file
    names = bytearray(whole)
    names[entry + 9], names[entry + 46] = 8, 0xFF  # the name of a part is said to be UTF-8, and is not
    method = bytearray(whole)
    method[entry + 10] = 14  # LZMA
    for spoilt in (places, names, method):
        path.write_bytes(spoilt)
        assert "is damaged" in refused(path)


def test_truncated_files_are_refused_in_words(tmp_path: Path) -> None:
    whole = write(tmp_path / "plain.xlsx", small()).read_bytes()
    path = tmp_path / "book.xlsx"
    for length in range(4, len(whole), len(whole) // 40):
        path.write_bytes(whole[:length])
        assert refused(path)


def test_without_openpyxl_the_way_to_get_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(CannotWorkHere) as error:
        xlsx.openpyxl_module()
    assert 'pip install "gitsm[excel]"' in error.value.fix


def test_strict_open_xml_is_refused_with_the_way_out(tmp_path: Path) -> None:
    plain = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strict = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    assert "Strict Open XML" in refused(packed(tmp_path / "book.xlsx", lambda _, data: data.replace(plain, strict)))


def test_what_is_small_and_takes_minutes_to_read_is_refused_in_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "MOST_ELEMENTS", 20_000)
    tiny = b"<x xmlns='a'>" + b"<c/>" * 20_000 + b"</x>"
    path = packed(tmp_path / "book.xlsx", lambda name, data: tiny if name == "docProps/app.xml" else data)
    assert "holds more than 20,000 elements" in refused(path)
    merges = b"".join(b'<mergeCell ref="A3:A%d"/>' % row for row in (4, 5))
    merged = b"</sheetData><mergeCells>" + merges + b"</mergeCells>"
    path = packed(tmp_path / "book.xlsx", lambda _, data: data.replace(b"</sheetData>", merged))
    assert "cannot be read as a workbook" in refused(path)
