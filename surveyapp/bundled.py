"""Where the files that ship beside the code lie: questionnaires and migrations.

In a checkout they are folders at the top of the tree; in an installed wheel the build hook has put them into the
package, under `_bundled/`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).resolve().parent


def bundled_path(folder: Literal["surveys", "migrations"]) -> Path:
    """Return the folder that ships, as a path that exists.

    Raises `FileNotFoundError` when the installation is incomplete, naming where the folder was looked for.
    """
    candidates = (_PACKAGE / "_bundled" / folder, _PACKAGE.parent / folder)
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"{folder} is neither at {candidates[0]} nor at {candidates[1]}; install surveyapp anew")
