"""Command lines that are wrong are told in Chinese, with the exit status of what could not run."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("new", "缺少参数 FORM。用法见 jibiao new --help"),
        ("new x", "缺少选项 '-o' / '--output'。用法见 jibiao new --help"),
        ("consolidate x -o y", "缺少选项 '--roster' / '-r'。用法见 jibiao consolidate --help"),
        ("validate --agai x y", "没有选项 --agai；您要的可能是 --against。用法见 jibiao validate --help"),
        ("forms --qqq", "没有选项 --qqq。用法见 jibiao forms --help"),
        ("templete build", "没有命令 templete。用法见 jibiao --help"),
        ("forms a b", "多出了参数 a b；文件名里有空格的，请用引号括起来。用法见 jibiao forms --help"),
        ("new x -o", "选项 -o 后面缺少内容。用法见 jibiao --help"),
        ("forms --json=3", "选项 --json 后面不带内容。用法见 jibiao --help"),
    ],
)
def test_a_wrong_command_line_is_told_in_chinese(jibiao, line, words):
    done = jibiao(*line.split())
    assert (done.status, done.err.strip()) == (2, words)


def test_without_a_command_the_help_is_shown(jibiao):
    done = jibiao()
    assert done.status == 2
    assert "consolidate" in done.out


def test_what_is_not_known_is_said_as_it_is():
    from addin.cli.usage import usage_error

    assert usage_error("Something new.", "jibiao x") == "命令写得不对：Something new.（用法见 jibiao x --help）"
