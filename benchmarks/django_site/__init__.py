"""Django's admin over the very table that we measure. Runs in an environment of its own, without usercore."""
