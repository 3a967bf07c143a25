import stat
from pathlib import Path

import pytest

from footlights.kit.data_dir import DataDirError, DataDirLock, load_secret_key, prepare_data_dir


def test_lock_refuses_a_second_server(tmp_path: Path) -> None:
    first = DataDirLock(tmp_path).acquire()

    with pytest.raises(DataDirError, match="Another server"):
        DataDirLock(tmp_path).acquire()

    first.release()
    DataDirLock(tmp_path).acquire().release()


def test_secret_key_is_made_once_and_only_the_owner_reads_it(tmp_path: Path) -> None:
    first, second = load_secret_key(tmp_path, ""), load_secret_key(tmp_path, "")

    assert first == second
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_secret_key_that_is_too_short_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataDirError, match="32"):
        load_secret_key(tmp_path, "short")


def test_prepare_data_dir_says_why_it_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(DataDirError, match="cannot be used"):
        prepare_data_dir(tmp_path / "file")
