"""Names of files people get."""

from __future__ import annotations

import pytest

from surveyapp.documents.text import file_name


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Plāns, 2025./2026. m. g.", "Plāns, 2025-2026 m g.pdf"),
        ("activities.a1.rating", "activities-a1-rating.pdf"),
        ('„Ola“ <a>: "b"\n', "Ola a b.pdf"),
        ("a" * 200, "a" * 120 + ".pdf"),
    ],
)
def test_a_file_has_one_dot_and_no_signs_a_file_system_refuses(name: str, file: str) -> None:
    assert file_name(name, "pdf") == file
