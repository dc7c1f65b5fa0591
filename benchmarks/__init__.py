"""What Sluis costs, measured beside what its machine can do at best and beside others, by turns in one run.

`python -m benchmarks [NAME…] [--rounds N] [--quick]`. The ratios within one run are what to judge by.
"""
