"""An interpreter of methods written naively from the language page, to compare the engine with."""
