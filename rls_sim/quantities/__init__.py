"""What a number is: its unit, its range, its evidence and its source. Knows nothing of models."""
