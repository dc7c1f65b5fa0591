"""What can stand in pages of others: a badge, and a board of where a process stands as all see it who take part."""
