"""Codes and numbers into sentences of a language: the only room below the services that knows Babel.

Everything takes a `catalogue.Catalogue` and returns text; the message ids are whole English sentences with named
placeholders, so that a translator can turn a sentence round.
"""
