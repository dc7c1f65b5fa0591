"""The security log: what whoever runs a server wants to know of who came in, who was refused, and what was let out."""
