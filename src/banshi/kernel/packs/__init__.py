"""Packs 数据包: law, lists and city parameters as reviewed, dated files."""
