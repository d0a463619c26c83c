"""The desktop add-in (桌面加载项): the ribbon and the functions in Excel on Windows, run by Python on the same PC.

sources         the texts from which it is built: customUI14.xml and vba/
build           the .xlam
install         where Excel loads it
wheels          the folder from which a PC without a network installs
doctor          what is installed, what is missing, what to do
press, host     what happens when a button is pressed
"""
