"""The main job on published figures (`jibiao demo`): hand out, fill, check, roll up, compare."""

from addin.demo.run import DemoResult, run_demo

__all__ = ["DemoResult", "run_demo"]
