import sys
from pathlib import Path

import pytest

from wendan.sandbox.wechat import create

# stage.py and phrases.py are shared by name.
sys.path.append(str(Path(__file__).parent))


@pytest.fixture(scope="session")
def wechat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """WeChat's and the merchant's keys, made once a run."""
    directory = tmp_path_factory.mktemp("wechat")
    create(directory)
    return directory
