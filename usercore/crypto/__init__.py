"""Passwords, tokens, ids and the audit chain: pure functions, no database, no clock."""
