"""What is checked before the server starts: better no server than one that does half, or lets anyone in."""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Final

from addin.server.errors import StartError

if TYPE_CHECKING:
    from addin.server.settings import ServerSettings

LICENCE: Final = """\
没有启动：还没有许可设置。

服务器加载项用到 xlwings Server 和 xlwings PRO，它们不是绩表的一部分，由 Zoomer Analytics 按两种许可提供，任选其一：
  一、PolyForm Noncommercial License 1.0.0（免费）：只许非商业目的；许可写明教育机构、政府机构使用属于允许的目的，
      不论经费来源。全文：https://polyformproject.org/licenses/noncommercial/1.0.0
  二、xlwings PRO License（付费）：其他单位。购买：https://www.xlwings.org/pricing
由单位负责人读过条款、决定适用哪一种以后，设置环境变量再启动：
  XLWINGS_LICENSE_KEY=noncommercial      适用第一种，并同意其条款
  XLWINGS_LICENSE_KEY=买到的许可号         适用第二种
桌面加载项和命令行只用 xlwings 的 BSD 部分，不需要这项设置。"""

BAD_LICENCE: Final = "没有启动：XLWINGS_LICENSE_KEY 的许可号不能用（{reason}）。请核对，或改用 noncommercial。"
_OPEN: Final = (
    "没有启动：在 {host} 上监听，别的电脑也连得上，却没有设登录。"
    "请去掉 authentication=none（默认用令牌登录），或只在 127.0.0.1 上监听。"
)
_NO_PROXY: Final = (
    "没有启动：authentication=headers 要由前面的代理登录，却没有写明代理的地址。"
    "请设 JIBIAO_SERVER_TRUSTED_PROXIES，例如 10.0.0.5。"
)
_NO_ENTRA: Final = (
    "没有启动：authentication=entraid 还要设 XLWINGS_AUTH_ENTRAID_CLIENT_ID 和 XLWINGS_AUTH_ENTRAID_TENANT_ID。"
)
_NO_TLS: Final = (
    "没有启动：在 {host} 上监听却不用 HTTPS，令牌会明文传送，Excel 也不接受。"
    "请去掉 tls=false；前面有代理的，写明 JIBIAO_SERVER_TRUSTED_PROXIES。"
)
_KEY_PAIR: Final = "没有启动：证书和私钥要一起给（JIBIAO_SERVER_CERTIFICATE、JIBIAO_SERVER_KEY）。"
_LOST: Final = "没有启动：工作表函数没有全部装入，缺 {names}。请重新安装 jibiao[server]，再启动。"


def check_settings(settings: ServerSettings) -> None:
    """Whether the server may start with these settings.

    Raises:
        StartError: it may not.
    """
    if not os.environ.get("XLWINGS_LICENSE_KEY", "").strip():
        raise StartError(LICENCE)
    if settings.authentication == "none" and not settings.loopback:
        raise StartError(_OPEN.format(host=settings.host))
    if settings.authentication == "headers" and not settings.proxies:
        raise StartError(_NO_PROXY)
    entra = ("XLWINGS_AUTH_ENTRAID_CLIENT_ID", "XLWINGS_AUTH_ENTRAID_TENANT_ID")
    if settings.authentication == "entraid" and not all(os.environ.get(name) for name in entra):
        raise StartError(_NO_ENTRA)
    if not settings.tls and not settings.loopback and not settings.proxies:
        raise StartError(_NO_TLS.format(host=settings.host))
    if (settings.certificate is None) != (settings.key is None):
        raise StartError(_KEY_PAIR)


def check_functions() -> None:
    """Whether xlwings Server offers every worksheet function; it swallows a failing import.

    Raises:
        StartError: some are missing.
    """
    from udfs import excel

    found = import_module("xlwings_server.routers.xlwings").custom_functions
    offered = {
        function["id"].lower() for function in import_module("xlwings.server").custom_functions_meta(found)["functions"]
    }
    lost = sorted(set(excel.__all__) - offered)
    if lost:
        raise StartError(_LOST.format(names="、".join(lost)))
