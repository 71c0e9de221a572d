"""公共信用信息 public credit information: what 59 units report about companies and people, about whom it really is, and until
when it may be shown.
"""
