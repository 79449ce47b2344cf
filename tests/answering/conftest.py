"""Sample questionnaires, one per feature."""

from tests.samples import sample, year_end

__all__ = ["sample", "year_end"]
