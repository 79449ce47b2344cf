"""JSON Schema of `questionnaire.yaml`, for editors that complete and check while one types.

Made from the kinds themselves, so that it cannot fall behind them. It knows shapes, not meaning: lists, indicators and
expressions are checked by loading.
"""

from __future__ import annotations

from surveyapp.definition.kinds import KINDS, Kind, SettingRule
from surveyapp.definition.lists import DIRECTIONS, LANGUAGES, MISSING
from surveyapp.definition.questions import ORDERS, question_keys
from surveyapp.definition.reader import CODE, DOTTED, ID
from surveyapp.definition.scales import POLARITIES, SIDES

Schema = dict[str, object]

TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
TYPES: dict[str, Schema] = {
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "text": TEXT,
    "flag": FLAG,
    "date": {"type": "string", "format": "date"},
}


def schema() -> Schema:
    """The schema, draft 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Questionnaire",
        **_object(
            {
                "key": _pattern(CODE.pattern),
                "languages": {"type": "array", "items": {"enum": list(LANGUAGES)}, "minItems": 1, "uniqueItems": True},
                "sections": {"type": "array", "items": {"$ref": "#/$defs/section"}, "minItems": 1},
            },
            ["key", "languages", "sections"],
        ),
        "$defs": {
            "section": _object(
                {
                    "id": _pattern(ID.pattern),
                    "show_if": TEXT,
                    "questions": {"type": "array", "items": {"$ref": "#/$defs/question"}},
                },
                ["id", "questions"],
            ),
            "question": {"oneOf": [{"$ref": f"#/$defs/{name}"} for name in KINDS]},
            "option": {
                "oneOf": [
                    _pattern(CODE.pattern),
                    _object(
                        {
                            "code": _pattern(CODE.pattern),
                            "value": {"type": "number"},
                            "counts": {"enum": list(SIDES)},
                            "missing": {"enum": list(MISSING)},
                            "exclusive": FLAG,
                            "other": FLAG,
                        },
                        ["code"],
                    ),
                ]
            },
            "row": {
                "oneOf": [_pattern(CODE.pattern), _object({"code": _pattern(CODE.pattern), "show_if": TEXT}, ["code"])]
            },
            **{name: _question(kind) for name, kind in KINDS.items()},
        },
    }


def indicators_schema() -> Schema:
    """The schema of `indicators.yaml`."""
    texts = _object(dict.fromkeys(LANGUAGES, TEXT), [])
    indicator = _object(
        {"id": _pattern(DOTTED.pattern), "scale": TEXT, "direction": {"enum": list(DIRECTIONS)}, "meaning": texts},
        ["id", "meaning"],
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Indicators",
        **_object({"indicators": {"type": "array", "items": indicator}}, ["indicators"]),
    }


def _question(kind: Kind) -> Schema:
    known: dict[str, Schema] = {
        "id": _pattern(ID.pattern),
        "kind": {"const": kind.name},
        "indicator": _pattern(DOTTED.pattern),
        "core": FLAG,
        "required": FLAG,
        "show_if": TEXT,
        "require_if": TEXT,
        "rows_shown_if": TEXT,
        "calculate": TEXT,
        "check": {"oneOf": [TEXT, {"type": "array", "items": TEXT}]},
        "options": {"oneOf": [TEXT, {"type": "array", "items": {"$ref": "#/$defs/option"}}]},
        "scale": {"oneOf": [TEXT, {"type": "array", "items": {"$ref": "#/$defs/option"}}]},
        "polarity": {"enum": list(POLARITIES)},
        "rows": {"oneOf": [TEXT, {"type": "array", "items": {"$ref": "#/$defs/row"}}]},
        "order": {"enum": list(ORDERS)},
        "when_fewer_invited": _object({"than": TYPES["integer"], "options": TEXT}, ["than", "options"]),
        "only_members_of": _object({"at_least": TYPES["integer"], "rest": TEXT}, ["at_least", "rest"]),
        **{name: _setting(rule) for name, rule in kind.settings.items()},
    }
    needed = ["id", "kind"] + ["rows"] * (kind.rows_need == "yes") + ["calculate"] * (kind.name == "calculated")
    return _object({key: known[key] for key in question_keys(kind)}, needed)


def _setting(rule: SettingRule) -> Schema:
    found = dict(TYPES[rule.type])
    if rule.least is not None:
        found["minimum"] = rule.least
    if rule.most is not None:
        found["maximum"] = rule.most
    return {"enum": list(rule.words)} if rule.words else found


def _object(properties: dict[str, Schema], required: list[str]) -> Schema:
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def _pattern(pattern: str) -> Schema:
    return {"type": "string", "pattern": f"^(?:{pattern})$"}
