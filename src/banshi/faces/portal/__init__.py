"""Portal: residents and companies, phone first."""
