"""What several actions share and that takes `work`."""
