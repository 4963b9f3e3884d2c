"""The migrations, named by date and deed."""
