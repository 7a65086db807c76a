"""What every test shares: how Hypothesis draws."""

from hypothesis import HealthCheck, settings

# The same examples in every run, so that a red run can be repeated. No deadline: a shared machine
# may stall for a second, and a stall is not a fault of the code.
settings.register_profile("ci", derandomize=True, deadline=None)
# To look for what "ci" does not draw: python -m pytest --hypothesis-profile=search
settings.register_profile(
    "search", max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("ci")
