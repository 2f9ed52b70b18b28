"""What a document says: tables, sheets, sentences, profile."""
