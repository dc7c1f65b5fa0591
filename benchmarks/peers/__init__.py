"""Others that keep the state of a process, each a program of its own in an environment that only `make bench` makes.

They are measured and never imported by anything that is shipped; SpiffWorkflow is under the LGPL.
"""
