"""The engine: declared methods in, processes driven and every act kept."""
