"""Everything that only reads; returns pandas, with the same columns when there is nothing."""
