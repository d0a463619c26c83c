"""The server add-in (服务器加载项): the same ribbon for officers without Python, over xlwings Server.

This folder is what xlwings Server calls a project: it finds `custom_functions`, `custom_scripts`, `auth`, `templates`
and `static` by their names. The rest is ours:

settings       what the administrator chooses
application    the program that answers, checked before it starts
routes         what the page asks for
guard          what every request passes through: sizes, addresses, headers
"""
