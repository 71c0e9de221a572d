"""Tests of the classes A to D."""
