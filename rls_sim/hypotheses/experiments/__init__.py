"""The study as experiments: questions, runs, claims and verdicts. No drawing, no talking."""
