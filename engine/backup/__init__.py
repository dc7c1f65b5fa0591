"""Copies of a whole store, made while it works; and stores made of them, from which what was erased since is gone."""
