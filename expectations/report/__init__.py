"""Results → one letter per department and period (report.md sections 0, 1, 2, 10, 11)."""
