"""Questionnaires as files again: reading with comments, changing parts, writing back.

What is not changed is written as it was found: comments, blank lines and quotation marks stay. So a questionnaire may
go from files through the builder to files, and a comparison of the two shows what was changed and nothing besides.
"""
