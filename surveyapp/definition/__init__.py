"""What a questionnaire is: frozen types, loading, checks, expressions, kinds of question and versions."""
