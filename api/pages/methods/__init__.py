"""What the pages of methods show: a published one in plain words, and one that is being written.

Made from what a method declares alone, so that a page tells nothing of any process.
"""
