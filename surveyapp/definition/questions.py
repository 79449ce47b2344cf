"""Reading one question of `questionnaire.yaml`."""

from __future__ import annotations

from types import MappingProxyType
from typing import cast

from surveyapp.definition.kinds import KINDS, Kind, SettingRule
from surveyapp.definition.kinds.semantic_differential import DEFAULT_POINTS, numbered
from surveyapp.definition.lists import Indicators, Lists, SharedList, check_scale, read_options, read_polarity
from surveyapp.definition.logic import parse_at, read_condition
from surveyapp.definition.model import (
    PLAN_ACTIVITIES,
    Check,
    FewerInvited,
    MemberKinds,
    OptionList,
    Order,
    Question,
    Row,
    Setting,
)
from surveyapp.definition.reach import Around
from surveyapp.definition.reader import ID, Fields
from surveyapp.definition.source import Mapping, Node, Problems, Scalar, Sequence
from surveyapp.definition.tokens import nearest
from surveyapp.definition.tree import Expression

COMMON_KEYS = (
    "id",
    "kind",
    "indicator",
    "core",
    "required",
    "show_if",
    "require_if",
    "check",
)
OPTION_KEYS = ("options", "scale", "polarity", "order", "when_fewer_invited", "only_members_of")
ROW_KEYS = ("rows", "rows_shown_if")
ORDERS = ("fixed", "alphabetical", "random")


class QuestionReader:
    """Reads questions in order, so that each sees those before it (`done`)."""

    def __init__(self, file: str, problems: Problems, lists: Lists, indicators: Indicators) -> None:
        self.file = file
        self.problems = problems
        self.lists = lists
        self.indicators = indicators
        self.done: dict[str, Question] = {}
        self.all_ids: dict[str, None] = {}
        self.used_lists: dict[str, SharedList] = {}
        self.row_texts: dict[str, str] = {}
        """Text key of a row of a shared list → key of the option it is made from."""
        self.within: Expression | None = None
        """The condition of the part at hand."""
        self.parts: dict[str, Expression] = {}
        """Question → the condition of its part."""

    def announce(self, sections: list[Node]) -> None:
        """Learn the ids of all questions beforehand, to tell a later question from one that does not exist."""
        for section in sections:
            questions = section.get("questions") if isinstance(section, Mapping) else None
            for node in questions.items if isinstance(questions, Sequence) else ():
                identity = node.get("id") if isinstance(node, Mapping) else None
                if isinstance(identity, Scalar):
                    self.all_ids[identity.value] = None

    @property
    def around(self) -> Around:
        """What must hold besides a condition of the question at hand."""
        return Around(self.within, self.parts)

    def read(self, node: Mapping) -> Question | None:
        """One question; None where not even id and kind can be used."""
        kind = self._kind(node)
        fields = Fields(node, self.file, self.problems, question_keys(kind) if kind else _all_keys(), _owner(kind))
        fields.need("id", "write `id: …`")
        identity = fields.code(node.get("id"), "id", ID) if fields.has("id") else ""
        if identity in self.done:
            fields.wrong(
                node.get("id"), "duplicate_id", f"the question `{identity}` stands twice", "give it another id"
            )
            return None
        if kind is None:
            return None
        question = self._structure(fields, kind, identity or "unnamed")
        self._check_scale(fields, kind, question)
        complaint = kind.check_definition(question)
        if complaint:
            what, _, hint = complaint.partition("; ")
            fields.wrong(node.get("id"), "bad_settings", what, hint or "change the settings")
        if not identity:
            return None
        self.done[identity] = question
        if self.within is not None:
            self.parts[identity] = self.within
        return question

    def _kind(self, node: Mapping) -> Kind | None:
        named = node.get("kind")
        if named is None:
            self.problems.add(
                self.file, node, "missing_key", "`kind` is missing", "write `kind: single` or another kind"
            )
            return None
        name = named.value if isinstance(named, Scalar) else ""
        if name not in KINDS:
            self.problems.add(
                self.file, named, "unknown_kind", f"there is no kind `{name}`", nearest(name, list(KINDS))
            )
        return KINDS.get(name)

    def _structure(self, fields: Fields, kind: Kind, identity: str) -> Question:
        settings = {
            key: value for key, rule in kind.settings.items() if (value := _setting(fields, key, rule)) is not None
        }
        options = self._options(fields, kind, identity)
        if kind.name == "semantic-differential":
            options = numbered(int(settings.get("points", DEFAULT_POINTS)))
        rows, rows_from = self._rows(fields, kind, identity)
        bare = Question(identity, kind.name, options, rows, rows_from, MappingProxyType(settings))
        earlier, later = self.done, self.all_ids
        calculate = None
        formula = fields.word("calculate") if kind.name == "calculated" else None
        if formula is not None:
            calculate = parse_at(fields, formula, earlier, later=later, number=True)
        return Question(
            identity,
            kind.name,
            options,
            rows,
            rows_from,
            MappingProxyType(settings),
            self._order(fields),
            self._indicator(fields, options),
            fields.flag("core"),
            required=fields.flag("required"),
            show_if=read_condition(fields, "show_if", earlier, later=later, around=self.around),
            rows_shown_if=read_condition(fields, "rows_shown_if", earlier, rows=bare, later=later, around=self.around),
            require_if=read_condition(fields, "require_if", earlier, later=later, around=self.around),
            checks=self._checks(fields, bare),
            calculate=calculate,
            fewer_invited=self._fewer(fields, identity),
            member_kinds=self._member_kinds(fields, options),
        )

    def _options(self, fields: Fields, kind: Kind, identity: str) -> OptionList | None:
        key = "scale" if fields.has("scale") else "options"
        if fields.has("scale") and fields.has("options"):
            fields.wrong(
                fields.node.get("options"), "two_lists", "`scale` and `options` say the same", "remove one of them"
            )
        node = fields.node.get(key)
        if kind.options_need == "no":
            return None
        if node is None and kind.default_list:
            return self._named(fields, fields.node, kind.default_list)
        if node is None:
            if kind.options_need == "yes":
                fields.need(key, "write `options:` with a list's name or the options themselves")
            return None
        if isinstance(node, Scalar):
            return self._named(fields, node, node.value)
        own = read_options(fields, fields.items(key), f"question.{identity}.option", texts=False)
        if not own and not fields.items(key):
            fields.wrong(node, "no_options", "there is no option", "write `- code: …`")
        return OptionList("", own, read_polarity(fields))

    def _check_scale(self, fields: Fields, kind: Kind, question: Question) -> None:
        """Answers of the question's own declare what they mean as a list does, where they are counted as a scale."""
        if kind.options_need == "no" or question.options is None:
            return
        if question.options.id:
            if fields.has("polarity"):
                what = f"the list `{question.options.id}` says what its answers mean"
                fields.wrong(fields.node.get("polarity"), "two_polarities", what, "remove `polarity`")
            return
        if kind.measure(question) in ("nominal", "ordinal"):
            check_scale(fields, question.options, fields.items("scale" if fields.has("scale") else "options"))
        elif fields.has("polarity"):
            what = f"the answers of a question of kind `{kind.name}` are no scale"
            fields.wrong(fields.node.get("polarity"), "no_scale", what, "remove `polarity`")

    def _named(self, fields: Fields, node: Node, name: str) -> OptionList | None:
        found = self.lists.get(name)
        if found is None:
            if name not in self.lists.names:
                fields.wrong(node, "unknown_list", f"there is no list `{name}`", nearest(name, self.lists.names))
            return None
        self.used_lists[name] = found
        return found.options

    def _rows(self, fields: Fields, kind: Kind, identity: str) -> tuple[tuple[Row, ...], str]:
        node = fields.node.get("rows")
        if kind.rows_need == "no":
            return (), ""
        if node is None:
            fields.need("rows", f"write `rows:` with a list's name, `{PLAN_ACTIVITIES}` or the rows themselves")
            return (), ""
        if isinstance(node, Scalar):
            if node.value == PLAN_ACTIVITIES and kind.name in ("activity-rating", "matrix"):
                return (), PLAN_ACTIVITIES
            options = self._named(fields, node, node.value)
            if options is None:
                return (), ""
            for option in options.options:
                self.row_texts[f"row.{options.id}.{option.code}"] = option.text_key
            return tuple(Row(option.code, f"row.{options.id}.{option.code}") for option in options.options), options.id
        rows: list[Row] = []
        for each in fields.items("rows"):
            row = self._row(fields, each, identity)
            if row is None:
                continue
            if any(row.code == other.code for other in rows):
                fields.wrong(each, "duplicate_code", f"the row `{row.code}` stands twice", "give it a code of its own")
            else:
                rows.append(row)
        return tuple(rows), ""

    def _row(self, fields: Fields, node: Node, identity: str) -> Row | None:
        show_if = None
        if isinstance(node, Mapping):
            inner = Fields(node, self.file, self.problems, ("code", "show_if"), "a row")
            inner.need("code", "write `code: …`")
            code = inner.code(node.get("code"), "code") if inner.has("code") else ""
            show_if = read_condition(inner, "show_if", self.done, later=self.all_ids, around=self.around)
        else:
            code = fields.code(node, "code")
        return Row(code, f"question.{identity}.row.{code}", show_if) if code else None

    def _order(self, fields: Fields) -> Order:
        order = fields.text("order") or "fixed"
        if order not in ORDERS:
            what = f"`order` cannot be `{order}`"
            fields.wrong(fields.node.get("order"), "bad_order", what, nearest(order, list(ORDERS)))
            return "fixed"
        return cast(Order, order)

    def _indicator(self, fields: Fields, options: OptionList | None) -> str:
        identity, node = fields.text("indicator"), fields.node.get("indicator")
        if not identity:
            if fields.flag("core"):
                what = "a core question needs an indicator"
                fields.wrong(fields.node.get("core"), "missing_key", what, "write `indicator: …`")
            return ""
        indicator = self.indicators.by_id.get(identity)
        if indicator is None:
            what = f"there is no indicator `{identity}`"
            fields.wrong(node, "unknown_indicator", what, nearest(identity, list(self.indicators.by_id)))
            return ""
        if indicator.scale and (options is None or options.id != indicator.scale):
            what = f"the indicator `{identity}` needs the list `{indicator.scale}`"
            fields.wrong(node, "wrong_scale", what, f"write `scale: {indicator.scale}`")
        if any(question.indicator == identity for question in self.done.values()):
            fields.wrong(node, "duplicate_indicator", f"the indicator `{identity}` stands twice", "remove one of them")
        return identity

    def _checks(self, fields: Fields, bare: Question) -> tuple[Check, ...]:
        node = fields.node.get("check")
        nodes = node.items if isinstance(node, Sequence) else [node] if node is not None else []
        checks: list[Check] = []
        for place, each in enumerate(nodes, 1):
            if not isinstance(each, Scalar):
                fields.wrong(each, "not_a_word", "a check is an expression", "write it on one line")
                continue
            known = {**self.done, bare.id: bare}
            condition = parse_at(fields, each, known, later=self.all_ids)
            if condition is not None:
                checks.append(Check(condition, f"question.{bare.id}.check.{place}"))
        return tuple(checks)

    def _fewer(self, fields: Fields, identity: str) -> FewerInvited | None:
        node = fields.mapping("when_fewer_invited")
        if node is None:
            return None
        inner = Fields(node, self.file, self.problems, ("than", "options"), "`when_fewer_invited`")
        inner.need("than", "write `than: 20`")
        inner.need("options", "write `options:` with a list's name")
        than = inner.number("than", integer=True, least=2, most=1000)
        named = inner.word("options")
        options = self._named(inner, named, named.value) if named is not None else None
        return FewerInvited(int(than), options) if than is not None and options is not None else None

    def _member_kinds(self, fields: Fields, options: OptionList | None) -> MemberKinds | None:
        node = fields.mapping("only_members_of")
        if node is None:
            return None
        inner = Fields(node, self.file, self.problems, ("at_least", "rest"), "`only_members_of`")
        inner.need("at_least", "write `at_least: 3`")
        inner.need("rest", "write `rest: other`")
        least = inner.number("at_least", integer=True, least=3, most=1000)
        rest = inner.text("rest")
        if rest and options is not None and options.get(rest) is None:
            what = f"there is no option `{rest}`"
            inner.wrong(node.get("rest"), "unknown_option", what, nearest(rest, list(options.codes)))
        return MemberKinds(int(least), rest) if least is not None and rest else None


def _setting(fields: Fields, key: str, rule: SettingRule) -> Setting | None:
    if not fields.has(key):
        return None
    if rule.type == "flag":
        return fields.flag(key)
    if rule.type in ("integer", "number"):
        number = fields.number(key, integer=rule.type == "integer", least=rule.least, most=rule.most)
        return int(number) if number is not None and number == int(number) else number
    if rule.type == "date":
        return fields.date(key) or None
    word = fields.text(key)
    if word not in rule.words:
        fields.wrong(fields.node.get(key), "bad_word", f"`{key}` cannot be `{word}`", nearest(word, list(rule.words)))
        return None
    return word


def question_keys(kind: Kind) -> tuple[str, ...]:
    """Keys a question of this kind may have in a file."""
    options = OPTION_KEYS if kind.options_need != "no" else ()
    rows = ROW_KEYS if kind.rows_need != "no" else ()
    formula = ("calculate",) if kind.name == "calculated" else ()
    return (*COMMON_KEYS, *options, *rows, *formula, *kind.settings)


def _all_keys() -> tuple[str, ...]:
    return tuple(dict.fromkeys(key for kind in KINDS.values() for key in question_keys(kind)))


def _owner(kind: Kind | None) -> str:
    return f"a question of kind `{kind.name}`" if kind is not None else "a question"
