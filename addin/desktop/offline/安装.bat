@echo off
rem 绩表 {version} 离线安装：说明见“说明.txt”
setlocal
cd /d "%~dp0"
set "HOME_OF_JIBIAO=%LOCALAPPDATA%\jibiao"
set "PYTHON=py -{python}"
%PYTHON% -c "import struct,sys; sys.exit(struct.calcsize('P')*8 != {bits})" 2>nul && goto found
set "PYTHON=python"
%PYTHON% -c "import struct,sys; sys.exit(sys.version_info[:2] != ({comma}) or struct.calcsize('P')*8 != {bits})" 2>nul && goto found
echo 没有找到 {bits} 位的 Python {python}。请先安装它，安装时勾选 Add python.exe to PATH，再运行本文件。
goto failed

:found
echo [1/4] 建立 Python 环境：%HOME_OF_JIBIAO%
%PYTHON% -m venv "%HOME_OF_JIBIAO%" || goto failed
echo [2/4] 安装绩表
"%HOME_OF_JIBIAO%\Scripts\python.exe" -m pip install --quiet --disable-pip-version-check --no-index --find-links wheels --upgrade jibiao || goto failed
echo [3/4] 安装 Excel 加载项
"%HOME_OF_JIBIAO%\Scripts\jibiao.exe" addin install --force || goto failed
echo [4/4] 诊断
"%HOME_OF_JIBIAO%\Scripts\jibiao.exe" doctor
echo.
echo 装好了。请打开 Excel，看功能区上有没有“绩效填报”选项卡。
pause
exit /b 0

:failed
echo.
echo 没有装成。请把上面的内容发给管理员。
pause
exit /b 1
