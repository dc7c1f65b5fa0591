"""Tells people by mail: that there is something and where, never what it is."""
