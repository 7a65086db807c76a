"""Experiments about patients: kinds of runs beside those of rls_sim.hypotheses. No drawing."""
