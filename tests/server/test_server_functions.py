"""The worksheet functions, called as Excel's page calls them."""

import xlwings as xw

from udfs import excel


def called(client, name, *arguments, **more):
    body = {
        "func_name": name, "args": list(arguments), "caller_address": "[表.xlsx]Sheet1!A1", "session_id": "s",
        "culture_info_name": "zh-CN", "date_format": "yyyy/m/d", "version": xw.__version__, "client": "Office.js",
        "runtime": "1.4",
    }  # fmt: skip
    return client.post("/xlwings/custom-functions-call", json=body | more)


def test_a_cell_gets_the_same_digits(server):
    amounts = [[90948.73], [16892.86], [60589.97]]
    with server.signed_in as client:
        answer = called(client, "jb_shares", amounts)
        assert answer.status_code == 200, answer.text
        assert answer.json()["result"] == excel.jb_shares(amounts)


def test_a_cell_gets_words_never_a_traceback(server):
    with server.signed_in as client:
        answer = called(client, "jb_growth_rate", [[1]], [["#DIV/0!"]])
        assert answer.status_code == 200
        assert isinstance(answer.json()["result"][0][0], str)
        assert "Traceback" not in answer.text


def test_the_names_are_those_of_the_desktop_add_in(server):
    with server.client() as client:
        described = client.get("/xlwings/custom-functions-meta.json").json()["functions"]
        code = client.get("/xlwings/custom-functions-code.js").text
    assert {function["name"] for function in described} == {name.upper() for name in excel.__all__}
    for name in excel.__all__:
        assert f'associate("{name.upper()}"' in code
    assert all(parameter["description"] for function in described for parameter in function["parameters"])
