"""What is measured on a solved day, each measure a named function. Knows no files, no figures."""
