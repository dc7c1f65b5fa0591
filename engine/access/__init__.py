"""Who may come in: organisations, accounts, seats, and what somebody is known by. `access.py` is the door."""
