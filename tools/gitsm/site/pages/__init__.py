"""The overview pages: home, registers, boards, calendars, findings, rules."""
