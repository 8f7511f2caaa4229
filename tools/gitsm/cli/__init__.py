"""The command line: the group, the session, one module per command."""
