"""Made-up people and what they did: everything that practice data is, without a database."""
