"""Calendar 工作日历: the State Council's working days, and the moment it is now."""
