"""Everything that changes something; each wears what it needs."""
