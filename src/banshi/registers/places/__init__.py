"""Places 场所: halls and their windows."""
