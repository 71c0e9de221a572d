"""The app's tables stand in its two halves; Django looks for them here."""
