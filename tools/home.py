# SPDX-License-Identifier: GPL-3.0-or-later
"""The environment that tools run in: a home of their own below .build/, and nothing of the user's that could change a result.

The user's way to the package index (pip's configuration and PIP_* variables) is the one thing that is carried over.
Standard library only: this runs before anything is installed.
"""

from __future__ import annotations

import configparser
import contextlib
import os
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / ".build"

# What would send a test to a real account, or make a tool behave as it does on one machine only.
DROPPED = ("AWS_", "BOTO_", "EC2_", "ANSIBLE_", "GALAXY_IMPORTER_", "PYTEST_", "PYTHON", "XDG_", "MAKE", "MFLAGS", "VIRTUAL_ENV", "LC_")

# The settings of pip that say where packages come from.
_CARRIED = ("index-url", "extra-index-url", "find-links", "no-index", "trusted-host", "cert", "client-cert", "proxy", "timeout", "default-timeout", "retries")


def pip_settings() -> dict[str, str]:
    """Where the user's pip gets packages from, by pip's own order: site, user, ``PIP_CONFIG_FILE``, variables."""
    config = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    places = ["/etc/xdg/pip/pip.conf", "/etc/pip.conf", "~/.pip/pip.conf", f"{config}/pip/pip.conf", os.environ.get("PIP_CONFIG_FILE", "")]
    reader = configparser.RawConfigParser()
    # pip itself reports what is wrong with a file.
    with contextlib.suppress(configparser.Error):
        reader.read([os.path.expanduser(place) for place in places if place], encoding="utf-8")
    found: dict[str, str] = {}
    for section in ("global", "install"):
        if reader.has_section(section):
            found.update(reader.items(section))
    for name in _CARRIED:
        variable = f"PIP_{name.replace('-', '_').upper()}"
        if os.environ.get(variable):
            found[name] = os.environ[variable]
    return {name: value for name, value in found.items() if name in _CARRIED}


def caches() -> dict[str, str]:
    """The variables that keep the installers' caches below .build/, and let uv follow pip's settings."""
    settings = pip_settings()
    variables = {"PIP_CACHE_DIR": str(BUILD / "cache/pip"), "UV_CACHE_DIR": str(BUILD / "cache/uv"), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    if "index-url" in settings:
        variables.setdefault("UV_DEFAULT_INDEX", os.environ.get("UV_DEFAULT_INDEX", settings["index-url"]))
    if "cert" in settings:
        variables["SSL_CERT_FILE"] = os.environ.get("SSL_CERT_FILE", settings["cert"])
    return variables


def _write_pip_settings(home: pathlib.Path) -> None:
    """ansible-test hands its pip the home and nothing else: no PIP_* variable, no proxy."""
    file = home / ".config/pip/pip.conf"
    file.parent.mkdir(parents=True, exist_ok=True)
    settings = {**pip_settings(), "cache-dir": str(BUILD / "cache/pip"), "disable-pip-version-check": "true"}
    proxy = os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy")
    if proxy:
        settings.setdefault("proxy", proxy)
    # An index's address may hold a password.
    with open(file, "w", encoding="utf-8", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
        lines = [f"{name} = " + value.replace("\n", "\n    ") for name, value in settings.items()]
        out.write("\n".join(["[global]", *lines, ""]))


def variables(name: str, venv: pathlib.Path) -> dict[str, str]:
    """The environment for tools of this virtual environment, with the home of this name."""
    home = BUILD / "home" / name
    temporary = BUILD / "tmp" / name
    temporary.mkdir(parents=True, exist_ok=True)
    _write_pip_settings(home)
    kept = {key: value for key, value in os.environ.items() if not key.startswith(DROPPED) and key != "PIP_CONFIG_FILE"}
    exempt = ",".join(filter(None, ["127.0.0.1,localhost", os.environ.get("NO_PROXY") or os.environ.get("no_proxy")]))
    return {
        **kept,
        **caches(),
        "HOME": str(home),
        "ANSIBLE_HOME": str(home / ".ansible"),
        "TMPDIR": str(temporary),
        "PATH": f"{venv / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        # What lies below .build/ is no part of the repository: antsibull-docs would copy only what git knows of amazon.aws, that is nothing.
        "GIT_CEILING_DIRECTORIES": str(BUILD),
        # The lab is on this machine, whatever proxy leads out of it.
        "NO_PROXY": exempt,
        "no_proxy": exempt,
    }
