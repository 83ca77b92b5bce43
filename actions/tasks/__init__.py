"""One file for each coached task: its short class, and `TASK`, the instance (docs/tasks.md)."""
