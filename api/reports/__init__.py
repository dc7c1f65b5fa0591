"""Documents for people: what was agreed, and how a process went. Each is made of what its reader sees alone.

A document is made once, in words (`agreement`, `story`); what writes it down as a page, for Word or as PDF knows
nothing but the document, so that none of them can tell more than another.
"""
