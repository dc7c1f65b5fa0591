"""Routes: parse, ask the engine, answer."""
