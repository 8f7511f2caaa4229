"""The page of a process and what it is drawn from."""
