"""Journal 日志: one append-only line per event, chained, sealed every night."""
