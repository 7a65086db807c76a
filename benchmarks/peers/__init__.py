"""Other simulators, one file each; each may be missing, and then says so."""
