"""Tools for whoever writes a method: scenarios that are read and played with the real engine. Pure."""
