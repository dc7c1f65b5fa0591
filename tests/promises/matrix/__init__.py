"""Who sees what: the specification of every view, and what it takes to look at each of its cells."""
