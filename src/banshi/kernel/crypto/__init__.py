"""Crypto 密码: encryption at rest, keyed hashes and signing keys behind one provider."""
