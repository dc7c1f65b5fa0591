"""Where it is kept: tables, the writer and its adapter, the reader, the lock on the file, migrations."""
