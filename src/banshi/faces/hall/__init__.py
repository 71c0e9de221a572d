"""Hall: queue screen and check-in kiosk."""
