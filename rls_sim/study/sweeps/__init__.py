"""Sweeps: which cells are solved, by whom, and how their rows are kept. Nothing here prints."""
