"""Files people take away: the evaluation as DOCX and PDF, the region's overview as XLSX, charts as PNG and SVG.

Pure functions from data to bytes. The words come ready from ``surveyapp.wording``; nothing here reads a database.
"""
