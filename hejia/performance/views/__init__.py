"""The pages of the room: thin, each a handful of lines around a form, a query or a command."""
