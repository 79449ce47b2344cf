"""From numbers to what to do next: findings, proposals, recommendations, and the evaluation as data.

Pure: codes, counts and the leader's own words. ``surveyapp.wording`` makes sentences of them.
"""
