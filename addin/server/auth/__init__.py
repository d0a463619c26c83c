"""Who says who an officer is, as xlwings Server finds it: one module for each way."""
