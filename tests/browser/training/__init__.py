"""The Training tab in a real browser."""
