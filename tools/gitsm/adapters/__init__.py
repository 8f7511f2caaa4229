"""The only code that touches the world: disk, git, clock, site builder."""
