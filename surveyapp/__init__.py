"""A survey and feedback platform for associations of school librarians.

From this year's plan through answers and evidence to recommendations, next year's plan and "you said, we did".
The rooms and the direction in which they may import are described in ``docs/architecture.md``.
"""
