"""和家: family disputes resolved, and the work accounted for."""
