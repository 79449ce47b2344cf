"""The leader's room: one association, one year, from the plan to the evaluation.

One module per page; each puts its views onto `blueprint` when it is imported here.
"""

from __future__ import annotations

from surveyapp.web.leader import (
    change,
    corrections,
    evaluation,
    evaluation_hand_in,
    follow_up,
    home,
    inputs,
    lists,
    member_import,
    members,
    outbox,
    paper,
    participation,
    plan,
    plan_calendar,
    plan_reading,
    practice,
    privacy,
    proposal_steps,
    proposals,
    publish,
    recommendations,
    results,
    segments,
    survey,
    texts,
    voting,
)
from surveyapp.web.leader.blueprint import blueprint

__all__ = [
    "blueprint",
    "change",
    "corrections",
    "evaluation",
    "evaluation_hand_in",
    "follow_up",
    "home",
    "inputs",
    "lists",
    "member_import",
    "members",
    "outbox",
    "paper",
    "participation",
    "plan",
    "plan_calendar",
    "plan_reading",
    "practice",
    "privacy",
    "proposal_steps",
    "proposals",
    "publish",
    "recommendations",
    "results",
    "segments",
    "survey",
    "texts",
    "voting",
]
