"""Tables and queries: what is kept, with its constraints. One file per subject; nothing here commits."""
