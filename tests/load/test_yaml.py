"""The guarded reader: what it builds, what it refuses, where, and that it never takes long."""

from __future__ import annotations

import string
import time
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from gitsm.load.positions import find, locate
from gitsm.load.yaml import MAX_BYTES, Broken, decode, parse


def refuse(data: str | bytes) -> list[tuple[str, str]]:
    """[(rule, line:column)] of everything the reader objects to."""
    with pytest.raises(Broken) as caught:
        parse(decode(data.encode() if isinstance(data, str) else data))
    return [(d.rule, str(d.position)) for d in caught.value.defects]


def test_core_values() -> None:
    text = 'a: 1\nb: 2.50\nc: true\nd: null\ne: ~\nf:\ng: 2026-01-31\nh: "2026-01-31"\ni: 1.2.0\nj: 24x7\nk: [1, x, {l: m}]\n'  # noqa: E501
    assert parse(text) == {
        "a": 1, "b": 2.5, "c": True, "d": None, "e": None, "f": None, "g": date(2026, 1, 31), "h": "2026-01-31",
        "i": "1.2.0", "j": "24x7", "k": [1, "x", {"l": "m"}],
    }  # fmt: skip


@pytest.mark.parametrize(
    "word",
    [
        "y", "N", "yes", "No", "ON", "off", "010", "00", "0x1F", "0o7", "0b1", "1_000", "12:30", "12:30:45", "1e3", "1.5E-3",  # noqa: E501
        "+1", "1.", ".5", ".inf", "-.INF", ".NaN", "2026-01-31T10:00:00Z", "2026-1-3 10:00:00", "=", "1" * 16,
    ],
)  # fmt: skip
def test_scalars_on_which_readers_disagree_must_be_quoted_as_value_and_as_key(word: str) -> None:
    assert refuse(f"a: {word}\n") == [("LOAD-07", "1:4")]
    assert refuse(f"a:\n  - {word}\n") == [("LOAD-07", "2:5")]
    assert refuse(f"{word}: a\n") == [("LOAD-07", "1:1")]
    assert parse(f'a: "{word}"\n"{word}": a\n') == {"a": word, word: "a"}


@pytest.mark.parametrize(
    "word", ["nope", "office-de", "50%", "P1", "1.2.0", "24x7", "a:b", "no-way", "yesterday", "10 h", "2/3", "1-2"]
)
def test_plain_texts_stay_plain(word: str) -> None:
    assert parse(f"a: {word}\n") == {"a": word}


def test_all_defects_of_one_file_are_listed() -> None:
    assert refuse("a: no\na: 1\nb: {c: on, c: 2}\n") == [
        ("LOAD-07", "1:4"),
        ("LOAD-05", "2:1"),
        ("LOAD-07", "3:8"),
        ("LOAD-05", "3:12"),
    ]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("a: &x 1\n", ("LOAD-03", "1:4")),
        ("a: *x\n", ("LOAD-03", "1:4")),
        ("a: !!str 1\n", ("LOAD-03", "1:4")),
        ("a: !!python/object/apply:os.system [id]\n", ("LOAD-03", "1:4")),
        ("a: {<<: {b: 1}}\n", ("LOAD-03", "1:5")),
        ("%YAML 1.1\n---\na: 1\n", ("LOAD-03", "1:1")),
        ("- 1\n", ("LOAD-02", "1:1")),
        ("just words\n", ("LOAD-02", "1:1")),
        ("", ("LOAD-02", "1:1")),
        ("# only a comment\n", ("LOAD-02", "1:1")),
        ("a: 1\n---\nb: 2\n", ("LOAD-02", "2:1")),
        ("? [a]\n: b\n", ("LOAD-02", "1:3")),
        ("a: b: c\n", ("LOAD-02", "1:5")),
        ("a: [1\n", ("LOAD-02", "2:1")),
        ("a:\n\t- b\n", ("LOAD-02", "2:1")),
        ("a: x\u0085b: y\n", ("LOAD-01", "1:5")),
        ("a: x\u2028b: y\n", ("LOAD-01", "1:5")),
        ("a: x\u202ey\n", ("LOAD-01", "1:5")),
        ("a: x\u200by\n", ("LOAD-01", "1:5")),
        ("\ufeffa: 1\n", ("LOAD-01", "1:1")),
        ("a: x\x07\n", ("LOAD-01", "1:5")),
        ('b: 1\na: "\\u202e"\n', ("LOAD-01", "2:4")),
        ('a: "\\0"\n', ("LOAD-01", "1:4")),
        ('a: "\\x1b[2J"\n', ("LOAD-01", "1:4")),
        (b"a: 1\nb: caf\xe9\n", ("LOAD-01", "2:7")),
        ("a: 1\n".encode("utf-16"), ("LOAD-01", "1:1")),
        (b"a: \x00\n", ("LOAD-01", "1:4")),
        (b"a: 1\n" + b"#" * MAX_BYTES, ("LOAD-04", "1:1")),
        ("a: " + "[" * 41 + "]" * 41, ("LOAD-04", "1:43")),
        ("a: [" + "1," * 25_000 + "1]", ("LOAD-04", "1:39995")),
    ],
)
def test_refused_with_rule_and_place(data: str | bytes, expected: tuple[str, str]) -> None:
    assert refuse(data) == [expected]


@pytest.mark.parametrize(
    "data",
    [
        b"a: " + b"[" * 80_000,
        b"[" * 40_000 + b"]" * 40_000,
        b"a: " + b"{a: " * 50_000,
        b"- " * 100_000,
        b"a: " + b"9" * 200_000,
        b"".join(b"k%d: 1\n" % n for n in range(30_000)),
        b"a: &a [x]\n" + b"".join(b"b%d: [*a,*a]\n" % n for n in range(5_000)),
        b"&" * 100_000,
        b"a: '" + b"'' " * 60_000,
        b"? " * 60_000,
        b"a: |\n" + b" \n" * 100_000,
    ],
)
def test_hostile_files_end_quickly(data: bytes) -> None:
    started = time.perf_counter()
    try:
        parse(decode(data))
    except Broken as error:
        assert error.defects
    assert time.perf_counter() - started < 2.0


@given(st.binary(max_size=400))
def test_any_bytes_end_in_values_or_located_defects(data: bytes) -> None:
    try:
        assert isinstance(parse(decode(data)), dict)
    except Broken as error:
        assert all(d.position.line >= 1 and d.position.column >= 1 and d.message for d in error.defects)


_words = st.text(string.ascii_letters + string.digits + " -_.:,#'\"[]{}&*!%@`äß…", max_size=12)
_values: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**14), 10**14) | _words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_words, inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(_words, _values, max_size=5))
def test_what_a_quoting_writer_writes_is_read_back_equal(value: dict[str, Any]) -> None:
    text = yaml.safe_dump(value, default_style='"', allow_unicode=True)
    quoted = parse(text.replace("!!null ", "").replace("!!bool ", "").replace("!!int ", ""))
    assert quoted == _texts(value)


def _texts(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _texts(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


@given(st.dictionaries(_words, _values, min_size=1, max_size=5))
def test_positions_agree_with_an_independent_composer(value: dict[str, Any]) -> None:
    text = yaml.safe_dump(value, allow_unicode=True)
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    wanted: dict[tuple[str | int, ...], tuple[int, int]] = {}

    def walk(here: Any, route: tuple[str | int, ...]) -> None:
        wanted[route] = (here.start_mark.line + 1, here.start_mark.column + 1)
        if isinstance(here, yaml.MappingNode):
            for key, item in here.value:
                walk(item, (*route, key.value))
        elif isinstance(here, yaml.SequenceNode):
            for index, item in enumerate(here.value):
                walk(item, (*route, index))

    walk(node, ())
    found = find(text, frozenset(wanted))
    assert {route: (place.line, place.column) for route, (place, _) in found.items()} == wanted


def test_a_missing_field_is_placed_at_what_lacks_it() -> None:
    text = "a: 1\nlist:\n  - id: x\n    raci:\n      responsible: [y]\n"
    places = locate(text, [("list", 0, "raci", "accountable"), ("list", 0), ("a",), ("nowhere",)])
    assert {route: str(place) for route, place in places.items()} == {
        ("list", 0, "raci", "accountable"): "4:5",
        ("list", 0): "3:5",
        ("a",): "1:4",
        ("nowhere",): "1:1",
    }
