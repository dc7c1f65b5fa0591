"""Published methods, declared from the reference of the language alone, and each of their rules broken once."""
