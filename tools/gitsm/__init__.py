"""gitsm: governance of IT service management as versioned, checked, published text."""

__version__ = "0.1.0"
RULESET = "2026.1"
