"""Coded lists that ship (`surveys/lists/`): directions of work, forms of work, with their labels in every language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from surveyapp.definition.errors import DefinitionErrors
from surveyapp.definition.lists import Lists
from surveyapp.definition.source import Problems
from surveyapp.services.errors import NotFound
from surveyapp.services.unit import Unit

DIRECTIONS = "directions"
FORMS = "forms-of-work"

Labels = Mapping[str, Mapping[str, str]]
"""code → language → label, in the list's own order."""


def labels_of(unit: Unit, name: str) -> Labels:
    """The codes of a list with their labels.

    ``NotFound`` for a list that does not ship; a faulty file raises ``DefinitionErrors``.
    """
    return _read(unit.surveys / "lists", name)


def codes_of(unit: Unit, name: str) -> tuple[str, ...]:
    """The codes of a list, in its own order. Raises as ``labels_of``."""
    return tuple(labels_of(unit, name))


@lru_cache(maxsize=32)
def _read(folder: Path, name: str) -> Labels:
    problems = Problems()
    found = Lists(folder, problems).get(name)
    if problems.errors:
        raise DefinitionErrors(problems.errors)
    if found is None:
        raise NotFound("list")
    return MappingProxyType(
        {
            option.code: MappingProxyType(
                {code: texts[option.text_key] for code, texts in found.texts.items() if option.text_key in texts}
            )
            for option in found.options.options
        }
    )
