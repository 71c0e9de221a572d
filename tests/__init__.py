"""Tests of the whole site; each app's own tests stand beside it."""
