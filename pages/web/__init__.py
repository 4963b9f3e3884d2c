"""What is plain HTTP: session cookie, links from letters, downloads, health, headers."""
