"""How probable numbers are: prior, sampler, calibrated ensemble. Knows no hypothesis."""
