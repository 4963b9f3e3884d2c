"""Repeatable figures: ours beside the bare engine's and those of others, in one run. `make bench`."""
