"""Reading a plan out of a paper: from paragraphs and tables to goal, tasks, priorities and activities."""
