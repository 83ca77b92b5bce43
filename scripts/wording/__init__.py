"""What a sentence for customers must be, as checks. Reads files, changes none."""
