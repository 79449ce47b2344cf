"""Who comes into the second half of the leader's room."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from surveyapp.store.accounts import User
from tests.leaders import World

PAGES = (
    "plan",
    "plan/head",
    "plan/activity/add",
    "proposals",
    "inputs",
    "recommendations",
    "recommendations/add",
    "evaluation",
    "evaluation/part/3",
    "evaluation/document.docx",
    "evaluation/document.pdf",
)


@pytest.mark.parametrize("page", PAGES)
def test_visitors_are_sent_to_the_sign_in_and_others_refused(
    client: FlaskClient,
    world: World,
    make_user: Callable[..., User],
    sign_in: Callable[[FlaskClient, User], None],
    page: str,
) -> None:
    address = f"/association/{world.association_id}/{page}"
    assert client.get(address).location.startswith("/sign-in")
    for user in (
        make_user("librarian", association_id=world.association_id),
        make_user("regional_centre", region_id=world.region_id),
        make_user("admin"),
    ):
        sign_in(client, user)
        assert client.get(address).status_code == 403
