"""Rules of credit information. Pure: law and numbers come in from the packs, dates and calendar as arguments."""
