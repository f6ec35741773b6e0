"""What `make run` would do, on machines that are not here: dry runs with stand-ins on the path."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
CPU_BUILDS = "--extra-index-url https://download.pytorch.org/whl/cpu"


@pytest.fixture
def planned(tmp_path, monkeypatch):
    """planned(**programs) -> what make would run where these programs (name -> what they print, or None: they fail)
    come before all others on the path.
    """

    def plan(**programs: str | None) -> str:
        for name, said in programs.items():
            script = tmp_path / name.replace("_", ".")
            script.write_text(
                "#!/bin/sh\n" + ("exit 1" if said is None else f"echo {said}" if said else "exit 0") + "\n"
            )
            script.chmod(0o755)
        path = os.pathsep.join([str(tmp_path), os.environ["PATH"]])
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
        done = subprocess.run(["make", "--dry-run", "--always-make", ".venv/installed"], cwd=PROJECT,
                              env=environment | {"PATH": path}, capture_output=True, text=True)  # fmt: skip
        return done.stdout + done.stderr

    assert shutil.which("make")
    return plan


def test_a_linux_machine_without_a_gpu_gets_no_cuda_and_is_told(planned):
    said = planned(uname="Linux", ls=None)
    assert said.index(CPU_BUILDS) < said.index("--requirement requirements.txt") and "without CUDA" in said


@pytest.mark.parametrize("programs", [{"uname": "Linux", "nvidia-smi": "GPU"}, {"uname": "Darwin"}], ids=str)
def test_others_get_what_is_usual_for_them(planned, programs):
    said = planned(**programs)
    assert "--requirement requirements.txt" in said and CPU_BUILDS not in said and "CUDA" not in said


@pytest.mark.parametrize("version", ["11", "12", "13", "14"])
def test_any_python_that_works_is_taken(planned, version):
    programs = {"python3": None} | {f"python3_{minor}": None for minor in ("11", "12", "13", "14")}
    said = planned(**programs | {f"python3_{version}": ""})
    assert f"\npython3.{version} -m venv .venv\n" in f"\n{said}"


def test_without_one_it_says_which_are_wanted(planned):
    programs = {"python3": None, "python": None} | {f"python3_{minor}": None for minor in ("11", "12", "13", "14")}
    assert "Python 3.11 to 3.14 is needed" in planned(**programs)
