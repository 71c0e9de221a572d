"""Access 权限: who acts, in which post, over which offices, until when."""
