"""Measurements with targets: each module is a benchmark whose `run` returns its rows."""
