"""The words everybody speaks: places in text, findings, errors, scalar types."""
