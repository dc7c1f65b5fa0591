"""The pages of a process: where it stands, what is asked of its reader, its log and its records; and forms to act by.

They are made of the views that the API gives, and of nothing else.
"""
