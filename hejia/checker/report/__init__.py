"""How findings are shown: terminal, JSON, Markdown, workbook, annotated copy."""
