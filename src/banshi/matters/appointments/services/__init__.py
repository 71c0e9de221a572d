"""Every write of the appointments: slots, bookings, waiting, extended, queue; one module a noun."""
