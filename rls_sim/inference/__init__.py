"""What numbers are probable: priors, a sampler, the calibrated ensemble."""
