"""Letters as values, their texts, and the carrier that speaks SMTP."""
