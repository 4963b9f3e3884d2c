"""Alembic migrations, inside the package so that an installed usercore can migrate."""
