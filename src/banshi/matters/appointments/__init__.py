"""Appointments 预约: slots, extended hours on request, and the hall's queue."""
