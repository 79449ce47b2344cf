"""Releases: immutable, memory-mapped data sets of one run, cut once after closing.

`coding` turns canonical answers into columns, `cutting` writes them, `release` opens and filters them.
"""
