"""Which cells are solved: lesions, configurations, sweeps, and the record of each. Knows no screen."""
