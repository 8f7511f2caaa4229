"""What held at the time: evidence written when a change is merged, and judged again from a clone alone."""
