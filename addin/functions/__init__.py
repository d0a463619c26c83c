"""The worksheet functions (自定义函数) as officers meet them: their names, help, examples and pages.

catalogue   what stands in `udfs.excel`, as Excel shows it
wrapper     the VBA module of the desktop add-in
examples    函数示例.xlsx, worked on published figures
page        the manual's page
"""
