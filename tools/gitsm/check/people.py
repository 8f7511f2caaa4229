"""The people of the day being judged, worked out once per run and shared by the rules of all families."""

from __future__ import annotations

from gitsm.analysis.people import Staff
from gitsm.check.again import of_kinds
from gitsm.check.rule import Context, Depends

people: Depends = of_kinds("role", "party")
"""What a rule rests on that asks who holds a role."""


def staff_of(context: Context) -> Staff:
    """Who holds which role on the as-of date of the context."""
    staff: Staff = context.once("people.staff", lambda: Staff(context.snapshot, context.as_of))
    return staff
