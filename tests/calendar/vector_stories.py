"""Stories that are told for several calendars, and the days of each on which they are told."""

# A story on one line is read as one; broken up, a page shows three of them.
# ruff: noqa: E501
# fmt: off
# Stories told for every calendar: id, words, events and question; {d} is a day of work, {n} the next, {o} and {c} the
# minutes in which its hours open and close, {x} and {y} two days around a change of clocks, a holiday or a year's end.
STORIES = (
    ("morning", "Opened as the hours begin, asked an hour later", "start {d}T{o} p1", "{d}T{o+60}", "4h"),
    ("last-minute", "Opened in the last minute of the hours", "start {d}T{c-1} p1", "{n}T{o}", "4h"),
    ("at-closing", "Opened as the hours end", "start {d}T{c} p1", "{n}T{o+30}", "4h"),
    ("used-up", "Resolved in the minute in which the time is used up", "start {d}T{o} p1; stop {d}T{o+60}", "{n}T{o}", "1h"),
    ("over", "Resolved a minute too late", "start {d}T{o} p1; stop {d}T{o+61}", "{n}T{o}", "1h"),
    ("waits-inside", "Waits an hour inside the hours", "start {d}T{o} p1; pause {d}T{o+30} awaiting_user; resume {d}T{o+90}", "{d}T{o+90}", "4h"),
    ("waits-closed", "Waits from the last hour of a day to the first of the next", "start {d}T{o} p1; pause {d}T{c-30} awaiting_user; resume {n}T{o+30}", "{n}T{o+30}", "20h"),
    ("waits-still", "Still waits at the question", "start {d}T{o} p1; pause {d}T{o+45} awaiting_user", "{n}T{o+5}", "1h"),
    ("raised", "Raised a day later, counted from the opening", "start {d}T{o} p2; priority {n}T{o+15} p1", "{n}T{o+15}", "6h"),
    ("across", "Runs across a special day", "start {x}T{o+7} p1", "{y}T{o+13}", "60h"),
    ("across-waiting", "Waits across a special day", "start {x}T{o} p1; pause {x}T{o+20} awaiting_user; resume {y}T{o+20}", "{y}T{o+40}", "3h"),
    ("across-reopened", "Resolved before a special day, reopened after it", "start {x}T{o} p1; stop {x}T{o+59}; reopen {y}T{o}", "{y}T{o+1}", "1h"),
)
PLACES = {
    "always": ("2028-02-28", "2028-02-29", "00:00", "24:00", "2028-02-28", "2028-03-01", "a leap day"),
    "office": ("2026-11-20", "2026-11-23", "08:00", "18:00", "2026-03-27", "2026-03-30", "the change of clocks in March"),
    "office-2026": ("2026-11-26", "2026-11-27", "08:00", "18:00", "2026-12-23", "2027-01-04", "Christmas and New Year"),
    "evening": ("2026-11-19", "2026-11-20", "14:00", "24:00", "2026-10-23", "2026-10-26", "the change of clocks in October"),
    "whole-days": ("2026-11-19", "2026-11-20", "00:00", "24:00", "2026-10-24", "2026-10-26", "the change of clocks in October"),
    "kathmandu": ("2026-11-19", "2026-11-20", "10:00", "17:00", "2026-12-31", "2027-01-01", "the end of the year"),
    "lord-howe": ("2026-11-19", "2026-11-20", "09:00", "17:00", "2026-10-03", "2026-10-05", "the change of clocks in October"),
    "st-johns": ("2026-11-19", "2026-11-20", "08:30", "16:30", "2026-10-30", "2026-11-02", "the change of clocks in November"),
    "chatham": ("2026-11-19", "2026-11-20", "00:00", "24:00", "2026-04-04", "2026-04-06", "the change of clocks in April"),
    "utc-days": ("2028-02-28", "2028-02-29", "08:00", "20:00", "2028-02-28", "2028-03-01", "a leap day"),
}
