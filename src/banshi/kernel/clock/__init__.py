"""Clock 时限: pure functions from facts to the last lawful day, and the reason for every day on the way."""
