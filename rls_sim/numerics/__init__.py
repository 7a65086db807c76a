"""How any model is solved: its 24 h cycle, its transients. Knows no biology."""
