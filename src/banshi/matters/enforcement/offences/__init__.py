"""Offences 违法行为: one list under both halves of enforcement, each with its duty, its penalty and its dates."""
