"""Reports as pages of HTML: one file each, which loads nothing. No solving, no command line."""
