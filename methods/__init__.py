"""The methods we ship: data, one folder each, which the engine never imports."""
