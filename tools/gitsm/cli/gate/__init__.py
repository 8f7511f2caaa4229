"""The gate on a platform with pull requests: from an event to a check run, a comment and requests for review."""
