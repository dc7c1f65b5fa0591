"""Tells webhooks what happened. The log is what is sent from: a command leaves nothing here and waits for nothing."""
