"""Jobs 任务: background work and timers, deferred in the transaction that causes them."""
