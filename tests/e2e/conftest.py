"""A browser for the file."""

from tests.chromium import chromium

__all__ = ["chromium"]
