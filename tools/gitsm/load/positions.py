"""From a route of keys to the place in the text, found again only when somebody asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]

from gitsm.base.source import START, Position, Route
from gitsm.load.yaml import span_of


def find(text: str, routes: frozenset[Route]) -> dict[Route, tuple[Position, Position | None]]:
    """(place of the value, place of its key) for each of the routes that exists.

    One pass over the events without building anything. A list element has no key. Raises yaml.YAMLError for
    a text that `parse` refuses.
    """
    found: dict[Route, tuple[Position, Position | None]] = {}
    path: list[Any] = []
    frames: list[list[Any]] = []  # [is mapping, next position or pending key, key span, start event]
    for event in _events(text):
        kind = type(event)
        if kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            frame = frames.pop()
            route = tuple(path)
            if route in routes and frame[3] is not None:
                start, end = frame[3].start_mark, event.end_mark
                span = Position(start.line + 1, start.column + 1, end.line + 1, end.column + 1)
                found[route] = (span, found[route][1] if route in found else None)
            _advance(frames, path)
            continue
        is_start = kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent
        if kind is not yaml.ScalarEvent and not is_start:
            continue
        key_span: Position | None = None
        if frames:
            frame = frames[-1]
            if frame[0]:
                if frame[1] is None:
                    frame[1] = event.value if kind is yaml.ScalarEvent else ""
                    frame[2] = span_of(event)
                    path.append(frame[1])
                    continue
                key_span = frame[2]
            else:
                path.append(frame[1])
        route = tuple(path)
        if route in routes:
            found[route] = (span_of(event), key_span)
        if is_start:
            mapping = kind is yaml.MappingStartEvent
            frames.append([mapping, None if mapping else 0, None, event])
        else:
            _advance(frames, path)
    return found


def _advance(frames: list[list[Any]], path: list[Any]) -> None:
    if not frames:
        return
    path.pop()
    frame = frames[-1]
    frame[1] = None if frame[0] else frame[1] + 1


def _events(text: str) -> Iterator[Any]:
    parser = CParser(text)
    try:
        while parser.check_event():
            yield parser.get_event()
    finally:
        parser.dispose()


def locate(text: str, routes: Iterable[Route], *, keys: bool = False) -> dict[Route, Position]:
    """Place of each route: the value where it is a scalar, the key (or the first line) where it is a block.

    A route that leads nowhere gets the place of its longest existing prefix, so that a missing field is
    reported at the mapping that lacks it. With `keys` a key is the place even where its value is a scalar.
    """
    wanted = list(routes)
    prefixes = frozenset(route[:length] for route in wanted for length in range(len(route) + 1))
    try:
        found = find(text, prefixes)
    except yaml.YAMLError:
        found = {}
    places: dict[Route, Position] = {}
    for route in wanted:
        for length in range(len(route), -1, -1):
            if route[:length] in found:
                value, key = found[route[:length]]
                places[route] = key if keys and key is not None else _pick(value, key)
                break
        else:
            places[route] = START
    return places


def _pick(value: Position, key: Position | None) -> Position:
    one_line = value.line == value.end_line
    if key is not None and (not one_line or value.line != key.line):
        return key
    if one_line:
        return value
    return Position(value.line, value.column, value.line, value.column + 1)
