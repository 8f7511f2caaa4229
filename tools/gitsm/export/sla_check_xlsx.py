"""The answers about a workbook as a workbook: answers, tickets, changes that mend, hours, and the input as it was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from openpyxl import Workbook
from openpyxl.utils import column_index_from_string
from openpyxl.worksheet.worksheet import Worksheet

from gitsm.analysis import proof_words
from gitsm.analysis.workbook.grid import Book, Cell
from gitsm.analysis.workbook.layout import TABLES
from gitsm.analysis.workbook.opened import Opened, Uncovered, opened, uncovered
from gitsm.analysis.workbook.proved import Proved, Verdict
from gitsm.analysis.workbook.words import (
    after,
    answer,
    because,
    called,
    chain,
    clock,
    doing,
    headline,
    hours_name,
    kept_for,
    lateness,
    repair,
)
from gitsm.base import words
from gitsm.export.parts import proved as shown
from gitsm.export.parts import sheets
from gitsm.model.service import WEEKDAYS

_ANSWERS = (
    "Where", "Service", "Priority", "Promise", "Within", "Answer", "Worst case", "Slack", "Kept for", "Promised for",
    "Clock counts", "Why",
)  # fmt: skip
_WIDTHS = (13, 20, 10, 13, 9, 26, 12, 12, 12, 14, 26, 70)


def sla_check_xlsx(proved: Proved, book: Book, source: str, day: date) -> bytes:
    """The workbook with the answers. `source`: name of the file asked about; `day`: the day stamped on it."""
    made = sheets.new_book(f"Can you keep this SLA? Answers to {source}", day)
    _answers(made, proved, source, day)
    _tickets(made, proved)
    _mends(made, proved)
    _hours(made, proved)
    for sheet in book.sheets:
        table = next((one for one in TABLES if one.name.casefold() == sheet.name.casefold()), None)
        if table is None or not sheet.rows:
            continue
        copy = made.create_sheet(f"Your {table.name}")
        for number, cells in sheet.rows.items():
            for cell in cells.values():
                _copied(copy, cell)
            if list(cells) == ["A"]:
                sheets.beyond(copy, number)
        sheets.widths(copy, [column.width for column in table.columns])
        sheets.printed(copy)
    return sheets.saved(made)


def _answers(made: Workbook, proved: Proved, source: str, day: date) -> None:
    sheet = made.create_sheet("Answers")
    sheets.row(sheet, 1, [headline(proved)], bold=True)
    sheets.row(
        sheet, 2, [f"{source}, calculated on {day.isoformat()} by gitsm; {shown.foot()}. Your file was not changed."]
    )
    sheets.head(sheet, 4, _ANSWERS)
    for number, one in enumerate(proved.verdicts, 5):
        proof = one.proof
        worst = proof.longest.worst if proof.longest else None
        values: list[sheets.Value] = [
                one.target.row.place("within"), one.target.service, one.target.priority or "all", one.target.promise,
                sheets.hours(one.target.minutes), answer(one),
                sheets.hours(worst.minutes) if worst else shown.worst_of(proof.longest), shown.minutes(proof.slack),
                kept_for(one), proof_words.asked(proof), clock(one, proved), because(one, proved),
        ]  # fmt: skip
        sheets.row(sheet, number, values)
        sheets.tall(sheet, number, values, _WIDTHS)
        if proof.answer != "always kept":
            fill = sheets.ALERT if one in proved.broken else sheets.CARE
            sheets.shade(sheet, number, len(_ANSWERS), fill)
    line = 6 + len(proved.verdicts)
    if proved.promises.notes:
        sheets.row(sheet, line, ["What was passed over, or taken for granted"], bold=True)
        for number, note in enumerate(proved.promises.notes, line + 1):
            sheets.row(sheet, number, [note])
    sheets.beyond(sheet, 1, 2, *range(line, line + 1 + len(proved.promises.notes)))
    sheets.widths(sheet, _WIDTHS)
    sheets.printed(sheet, 4)


def _tickets(made: Workbook, proved: Proved) -> None:
    sheet = made.create_sheet("Tickets that break a promise")
    sheets.widths(sheet, [24, 24, 44, 14, 14, 40])
    sheets.printed(sheet)
    line = 1
    for one in sorted(proved.verdicts, key=lambda one: one not in proved.broken):
        if one.ticket is not None and one.ticket.late:
            line = _ticket(sheet, line, one, proved)
    if line == 1:
        sheets.row(sheet, 1, ["No ticket breaks a promise, whenever it is opened."])


def _ticket(sheet: Worksheet, line: int, one: Verdict, proved: Proved) -> int:
    ticket = one.ticket
    assert ticket is not None
    sheets.row(sheet, line, [f"{called(one)}: {lateness(one)}"], bold=True)
    lines = [f"Times as clocks in {one.clocks.name} show them. {because(one, proved)}", *chain(one, proved)]
    for number, text in enumerate(lines, line + 1):
        sheets.row(sheet, number, [text])
    sheets.beyond(sheet, *range(line, line + 1 + len(lines)))
    line += len(lines) + 1
    sheets.head(sheet, line, ["From", "To", "What happens", "On the clock", "Sum", ""])
    rest = max(ticket.counted - sum(leg.counted for leg in ticket.legs if not leg.lane), 0)
    total = 0
    for leg in ticket.legs:
        line += 1
        total += 0 if leg.lane else leg.counted
        side = "at the same time as others" if leg.lane else ""
        sheets.row(
            sheet, line,
            [
                proof_words.moment(leg.start, one.clocks), proof_words.moment(leg.end, one.clocks),
                doing(leg.step, leg.doing, one), sheets.hours(leg.counted), None if rest else sheets.hours(total), side,
            ],
        )  # fmt: skip
    done = f"done; {words.hours(one.target.minutes)} were promised"
    sheets.row(
        sheet, line + 1,
        [proof_words.moment(ticket.done, one.clocks), None, done, None, sheets.hours(ticket.counted)], bold=True,
    )  # fmt: skip
    return line + 4


def _mends(made: Workbook, proved: Proved) -> None:
    sheet = made.create_sheet("What would mend it")
    sheets.row(sheet, 1, ["Each line is one change in your workbook, and enough by itself. None of them was made."])
    sheets.beyond(sheet, 1)
    sheets.head(sheet, 3, ["Promise", "Cell to change", "Change", "Then it is"])
    line = 4
    for one in proved.verdicts:
        for change in one.repairs:
            place, text = repair(change, one, proved)
            sheets.row(sheet, line, [called(one), place, text, after(change, one)])
            line += 1
        if not one.repairs and one.proof.answer == "not kept":
            sheets.row(sheet, line, [called(one), None, "No single change of the target or of one step is enough."])
            line += 1
    sheets.widths(sheet, [50, 16, 60, 42])
    sheets.printed(sheet, 3)


def _hours(made: Workbook, proved: Proved) -> None:
    sheet = made.create_sheet("Hours")
    each = opened(proved)
    days = [day.capitalize() for day in WEEKDAYS]
    sheets.head(sheet, 1, ["Hours", "Time zone", *days, "A week", "Closed days", "Open", "in"])
    line = 2
    for one in each:
        sheets.row(sheet, line, list(_hours_row(one)))
        line += 1
    line += 1
    gaps = list(uncovered(proved))
    sheets.row(sheet, line, ["Hours that are promised while a step is closed"], bold=True)
    sheets.beyond(sheet, line)
    if not gaps:
        sheets.row(sheet, line + 1, ["None."])
    else:
        sheets.head(sheet, line + 1, ["Promise", "Step", "Works in", "Promised", "of which closed", "First time"])
        for number, gap in enumerate(gaps, line + 2):
            sheets.row(sheet, number, list(_gap_row(gap)))
    sheets.widths(sheet, [34, 20, 15, 15, 18, 24, 15, 15, 15, 10, 13, 10, 8])
    sheets.printed(sheet, 1)


def _hours_row(one: Opened) -> Iterator[sheets.Value]:
    yield hours_name(one.name)
    yield one.zone
    for windows in one.usual:
        yield ", ".join(f"{_clock(low)}–{_clock(high)}" for low, high in windows) or "closed"
    yield sheets.hours(one.week)
    yield one.closed
    yield sheets.hours(one.minutes)
    yield one.year


def _gap_row(gap: Uncovered) -> Iterator[sheets.Value]:
    yield called(gap.verdict)
    yield gap.step.team
    yield hours_name(gap.step.hours)
    yield sheets.hours(gap.coverage.needed)
    yield sheets.hours(gap.coverage.missing)
    if gap.coverage.first is not None:
        yield proof_words.moment(gap.coverage.first[0], gap.verdict.clocks)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def _copied(sheet: Worksheet, cell: Cell) -> None:
    target = sheets.at(sheet, cell.row, column_index_from_string(cell.column))
    value = cell.value
    if isinstance(value, (time, datetime, timedelta)):
        target.value = value
        target.alignment = sheets.TOP
        target.number_format = "hh:mm" if isinstance(value, time) else sheets.DURATION
        if isinstance(value, datetime) and value.time() == time():
            target.number_format = sheets.DAY
    else:
        sheets.put(target, value, form="0.##%" if cell.percent and not isinstance(value, str) else None)
