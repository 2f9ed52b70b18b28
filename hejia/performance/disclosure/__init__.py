"""The forms a clerk hands in: frozen facts → printable documents, in the layouts of each place."""
