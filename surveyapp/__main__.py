"""``python -m surveyapp`` is ``surveyapp``."""

from __future__ import annotations

from surveyapp.cli import main

if __name__ == "__main__":
    main()
