"""A process for elsewhere, in the formats of others: each is made of what its reader sees, and of nothing else."""
