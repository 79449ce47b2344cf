"""Background work: sending what waits in the outbox, closing runs whose last day has passed."""
