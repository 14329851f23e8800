"""Trying a running provider: against its consumers' pacts, and against its own document."""
