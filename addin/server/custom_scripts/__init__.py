"""No scripts of xlwings Server's own kind: buttons go through our routes, which take workbooks of any size."""
