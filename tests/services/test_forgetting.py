"""After closing nothing of drafts, envelopes and keys lies on in the files; and closing waits for nobody long."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import NullPool, create_engine, text

from surveyapp.config import Config
from surveyapp.services import closing, forgetting, responding
from surveyapp.services.access import SYSTEM
from surveyapp.services.unit import Unit
from tests.towns import Town


def test_a_table_in_use_does_not_keep_a_survey_from_closing(
    unit: Unit, config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    """Another program reads the drafts, a backup perhaps: the table stays as it is, and the log says so."""
    town = Town(unit)
    run_id = town.open()
    responding.submit(town.unit, town.links(run_id)[0], {"overall": "4"}, "lv")
    engine = create_engine(config.database_url, poolclass=NullPool)
    with engine.connect() as other, caplog.at_level(logging.WARNING):
        other.execute(text("SELECT count(*) FROM draft"))  # holds the table until its transaction ends
        assert closing.close_run(town.unit, SYSTEM, run_id).responses == 1
    said = [record.getMessage() for record in caplog.records if "dead_rows_stay" in record.getMessage()]
    if config.database_url.startswith("sqlite"):
        assert said == []
    else:
        (line,) = said
        assert line.startswith("event=dead_rows_stay table=draft kind=")
        caplog.clear()
        forgetting.forget_ballot_box(unit.session)
        assert not caplog.records, "once nobody holds it, it can be done"
