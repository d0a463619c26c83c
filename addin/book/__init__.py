"""The open workbook: what is known of it through xlwings, and what its host can do besides."""
