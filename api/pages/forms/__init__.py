"""Forms by which people act: made from what a method declares, of what its reader may do, and sent as commands."""
