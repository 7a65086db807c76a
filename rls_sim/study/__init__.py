"""Which cells are solved: lesions, configurations, sweeps, their record. Knows no screen."""
