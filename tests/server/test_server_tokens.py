"""The tokens' commands."""

import json
import stat

import pytest
from typer.testing import CliRunner

from addin.__main__ import main
from addin.cli import app
from addin.server.errors import ServerError
from addin.server.tokens import TokenFile


def run(*words):
    return CliRunner().invoke(app, ["addin", "tokens", *words])


def test_a_token_from_its_making_to_its_end(tmp_path):
    made = run("add", "张三", "--days", "10", "--data", str(tmp_path))
    secret = made.stdout.strip()
    assert made.exit_code == 0
    assert len(secret) > 40
    assert "只显示这一次" in made.stderr
    (token,) = json.loads(run("list", "--data", str(tmp_path), "--json").stdout)["tokens"]
    assert token["name"] == "张三"
    assert "digest" not in token
    listed = run("list", "--data", str(tmp_path)).stdout
    assert token["id"] in listed
    assert secret not in listed
    known = TokenFile(tmp_path)
    assert known.owner(secret).name == "张三"
    assert run("revoke", token["id"], "--data", str(tmp_path)).exit_code == 0
    assert known.owner(secret) is None, "the file is read anew"
    assert secret not in (tmp_path / "tokens.json").read_text(encoding="utf-8")


def test_only_its_owner_reads_the_file(tmp_path):
    TokenFile(tmp_path).add("张三", 1)
    assert stat.S_IMODE((tmp_path / "tokens.json").stat().st_mode) == 0o600


def test_a_token_ends_with_its_last_day(tmp_path):
    file = TokenFile(tmp_path)
    today, _ = file.add("今天", 0)
    yesterday, _ = file.add("昨天", -1)
    assert file.owner(today).name == "今天"
    assert file.owner(yesterday) is None


@pytest.mark.parametrize("content", ["", "{", "[1]", '[{"id": 1}]'])
def test_a_damaged_file_lets_no_one_in(tmp_path, content):
    (tmp_path / "tokens.json").write_text(content, encoding="utf-8")
    with pytest.raises(ServerError, match="备份"):
        TokenFile(tmp_path).owner("any")


def test_a_token_that_is_none_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["jibiao", "addin", "tokens", "revoke", "nothing", "--data", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "tokens list" in capsys.readouterr().err


def test_without_the_packages_it_says_what_to_install(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    monkeypatch.setattr("sys.argv", ["jibiao", "addin", "serve", "--data", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "jibiao[server]" in capsys.readouterr().err
