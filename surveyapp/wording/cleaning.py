"""What a leader is told while something deleted still lies in the database's files."""

from __future__ import annotations

from surveyapp.wording.catalogue import Catalogue


def not_yet_overwritten(c: Catalogue, *, sealed: bool, in_use: bool, refused: bool) -> str:
    """That it is not done, why, and that it goes on: ``sealed`` of drafts, envelopes and ballots, else of answers."""
    said = [
        c.gettext("The sealed copies are deleted, but not yet overwritten in the files of the database.")
        if sealed
        else c.gettext("What was erased or corrected is not yet overwritten in the files of the database.")
    ]
    if in_use:
        said.append(c.gettext("Another program is reading the database, perhaps a backup."))
    if refused:
        said.append(c.gettext("The database refused; whoever runs this installation finds the reason in its log."))
    said.append(c.gettext("It is tried again every minute."))
    return " ".join(said)
