"""Byte-exact edits: what is not edited stays, and what is written is read as the same value."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitsm.base.source import Position
from gitsm.edit.splice import Edit, after_line, at, quoted_like, splice
from gitsm.load.yaml import parse

LINES = st.lists(st.text(alphabet="ab: äé日#\r'\"", max_size=12), min_size=1, max_size=8)


def place(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


@given(LINES, st.data())
def test_edits_replace_exactly_their_spans(lines: list[str], data: st.DataObject) -> None:
    text = "\n".join(lines)
    cuts = sorted(
        data.draw(
            st.lists(st.integers(0, len(text)), min_size=2, max_size=8, unique=True)
            if len(text) > 2
            else st.just([0, len(text)])
        )
    )
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    words = data.draw(st.lists(st.text(alphabet="xyz\n", max_size=4), min_size=len(spans), max_size=len(spans)))
    edits, expected, done = [], "", 0
    for (begin, end), word in zip(spans, words, strict=True):
        edits.append(Edit(Position(*place(text, begin), *place(text, end)), word))
        expected += text[done:begin] + word
        done = end
        assert at(text, edits[-1].span) == text[begin:end]
    assert splice(text, reversed(edits)) == expected + text[done:]


def test_overlap_and_places_outside_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        splice("abcdef", [Edit(Position(1, 1, 1, 4), "x"), Edit(Position(1, 3, 1, 5), "y")])
    for span in (Position(2, 1, 2, 1), Position(0, 1, 1, 1), Position(1, 5, 1, 9), Position(1, 3, 1, 2)):
        with pytest.raises(ValueError, match="outside"):
            splice("abc", [Edit(span, "x")])


@given(
    st.sampled_from(["plain", "'single'", '"double"']),
    st.text(alphabet=st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=["Cc", "Cf"]), max_size=20)
    | st.sampled_from(
        ["yes", "no", "null", "1", "1.0", "2026-01-01", "- a", "a: b", "#x", "it's", 'a"b', "", "~", "12:30"]
    ),
)
def test_a_written_value_is_read_back_as_the_same_text(original: str, value: str) -> None:
    assert parse(f"key: {quoted_like(original, value)}\n") == {"key": value}
    assert parse(f"key: [{quoted_like(original, value)}]\n") == {"key": [value]}


def test_quotes_are_kept() -> None:
    assert quoted_like("'a'", "b") == "'b'"
    assert quoted_like('"a"', "b") == '"b"'
    assert quoted_like("a", "role/b") == "role/b"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a\nb\n", "a\nnew\nb\n"), ("a\r\nb\r\n", "a\r\nnew\r\nb\r\n"), ("a", "a\nnew"), ("a\n", "a\nnew\n")],
)
def test_a_line_is_added_with_the_line_ending_of_the_file(text: str, expected: str) -> None:
    assert splice(text, [after_line(text, 1, "new")]) == expected
