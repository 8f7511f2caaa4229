"""Records to text: one format per module, pure functions."""
