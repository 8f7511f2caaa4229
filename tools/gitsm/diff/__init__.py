"""What changed in meaning: two snapshots compared as objects, by key, not as text."""
