"""Modes and states of runs, for the rooms above: they do not know the store."""

from __future__ import annotations

from surveyapp.store.surveys import Addressing, Mode, RunStatus

__all__ = ["Addressing", "Mode", "RunStatus"]
