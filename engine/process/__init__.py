"""What happens: a situation, the commands that may change it and the events that did. Pure."""
