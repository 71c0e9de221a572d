"""Disclosure 信息公开: what is published of credit information, since when and until when; and whether units deliver in time."""
