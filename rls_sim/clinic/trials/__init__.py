"""
Virtual trials: people drawn once, every arm followed over all of them, told as trials report.

What medicine does is the model's; what a placebo does, who drops out and how a score scatters are
stated empirical terms of the trial's file, and no claim of the model.
"""
