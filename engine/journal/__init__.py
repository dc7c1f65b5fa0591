"""Where it is kept: tables, the writer, the lock on the file, loading, migrations. Decides nothing."""
