"""Forms of the pages that read a plan from a paper."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    DateField,
    FieldList,
    FormField,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.validators import Length, Optional

from surveyapp.services.plan_reading import MOST_TAKEN
from surveyapp.services.plans import LINE, NUMBER, TEXT
from surveyapp.web.shared.forms import CatalogueTranslations, Form

MOST_UNPLACED = 3000


class PaperForm(Form):
    """A file, or a table pasted."""

    paper = FileField(_l("File with the plan"))
    pasted = TextAreaField(_l("Or the table, pasted"))


class PartForm(PlainForm):
    """A part of a form, which has no token of its own."""

    class Meta(PlainForm.Meta):  # type: ignore[misc] # WTForms declares it as Any
        """Messages from our catalogue."""

        def get_translations(self, form: Any) -> CatalogueTranslations:
            """Ours, whatever the form."""
            return CatalogueTranslations()


class ReadRowForm(PartForm):
    """One row as it was understood."""

    take = BooleanField(_l("Take this row over"))
    known = HiddenField()
    topic = TextAreaField(_l("Topic"), validators=[Length(max=TEXT)])
    direction = SelectField(_l("Direction of work"))
    direction_words = HiddenField()
    form_of_work = SelectField(_l("Form of work"))
    form_words = HiddenField()
    audience = SelectField(_l("Whom it is for"))
    period_text = StringField(_l("When"), validators=[Length(max=LINE)])
    starts_on = DateField(_l("First day"), validators=[Optional()])
    ends_on = DateField(_l("Last day"), validators=[Optional()])
    place = StringField(_l("Place"), validators=[Length(max=LINE)])
    responsible = StringField(_l("Responsible"), validators=[Length(max=LINE)])
    participants = IntegerField(_l("How many take part"), validators=[Optional()])
    participants_words = StringField(_l("Who takes part, in words"), validators=[Length(max=LINE)])


class LineForm(PartForm):
    """A line that is only carried along."""

    text = HiddenField()


class ReviewForm(Form):
    """What was understood, for correction."""

    year = RadioField(_l("Put it into the plan of"))
    paper_year = HiddenField()
    use_goal = BooleanField(_l("Take the goal over"))
    goal = TextAreaField(_l("Goal"), validators=[Length(max=TEXT)])
    use_tasks = BooleanField(_l("Take the tasks over"))
    tasks = TextAreaField(_l("Tasks"), validators=[Length(max=TEXT)])
    use_priorities = BooleanField(_l("Take the priority directions over"))
    priorities = TextAreaField(_l("Priority directions"), validators=[Length(max=TEXT)])
    use_approval = BooleanField(_l("Take the approval over"))
    approval_body = StringField(_l("Approved by"), validators=[Length(max=LINE)])
    approval_date = DateField(_l("Date of approval"), validators=[Optional()])
    approval_number = StringField(_l("Number of the protocol or order"), validators=[Length(max=NUMBER)])
    rows = FieldList(FormField(ReadRowForm), max_entries=MOST_TAKEN)
    unplaced = FieldList(FormField(LineForm), max_entries=MOST_UNPLACED)

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether it can be stored; rows that are left out may hold anything."""
        super().validate(extra_validators)
        for row in self.rows:
            if not row.form.take.data:
                for field in row.form:
                    field.errors = []
        self.rows.errors = []  # they stand at the fields of the rows
        return not self.problems()

    def problems(self) -> list[tuple[str, str]]:
        """Every mistake with the id of its field, rows included, for the summary at the head of the page."""
        fields = [field for field in self if field.errors and field.type != "CSRFTokenField"]
        fields += [field for row in self.rows for field in row.form if field.errors]
        found = [(field.id, str(sentence)) for field in fields for sentence in field.errors]
        return [*found, *(("content", str(sentence)) for sentence in self.form_errors)]
