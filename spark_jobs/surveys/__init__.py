"""The survey form as a workbook: its sheets, the template that a department fills in, and reading it back."""
