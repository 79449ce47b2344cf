"""One respondent's walk through a questionnaire: what is visible, what was answered, what is wrong, what is sent."""
