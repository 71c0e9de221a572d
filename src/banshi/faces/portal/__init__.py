"""Portal 门户: what residents and companies see first: search, life events, the guide of every service item."""
