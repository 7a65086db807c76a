"""What was published, and which broken cell explains it. Knows no figures and no screen."""
