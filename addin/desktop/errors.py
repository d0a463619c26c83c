"""What can go wrong around the desktop add-in."""

from __future__ import annotations


class DesktopError(Exception):
    """The add-in can't be built, installed or packed; the message (Chinese) says why and what to do."""


class SourceError(DesktopError):
    """What it is built from is missing, or not what was examined."""


class InstallError(DesktopError):
    """It can't be put where Excel loads it, or taken from there."""


class WheelsError(DesktopError):
    """The folder for PCs without a network can't be made."""
