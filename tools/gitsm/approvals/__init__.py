"""Who must say yes: the class of a change, whom it concerns, and whether they agreed."""
