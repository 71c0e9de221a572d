"""Officers 执法人员: who holds a certificate of enforcement, and for what."""
