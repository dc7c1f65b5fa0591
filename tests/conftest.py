"""How every test runs: Hypothesis prints how to repeat what it finds, and how long an example takes decides nothing."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

settings.register_profile(
    "sluis",
    deadline=None,
    derandomize=False,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("sluis")
