"""Who asks: HTTP, pages and the command line, which parse, ask the engine and answer."""
