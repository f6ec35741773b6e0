"""Figures of plotly in the page's own colours."""
