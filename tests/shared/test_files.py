"""A file is there whole, for its owner alone, or as it was before."""

from concurrent.futures import ThreadPoolExecutor

from shared.files import put, put_once


def mode(path):
    return path.stat().st_mode & 0o777


def test_what_is_put_stands_in_place_of_what_was_there(tmp_path):
    path = tmp_path / "kept"
    put(path, b"before")
    put(path, b"after")
    assert (path.read_bytes(), mode(path), [*tmp_path.iterdir()]) == (b"after", 0o600, [path])


def test_of_several_who_put_it_once_the_first_stands(tmp_path):
    path = tmp_path / "kept"
    with ThreadPoolExecutor(8) as pool:
        for _ in pool.map(lambda each: put_once(path, b"%d" % each), range(8)):
            pass
    first = path.read_bytes()
    put_once(path, b"later")
    assert (path.read_bytes(), mode(path), [*tmp_path.iterdir()]) == (first, 0o600, [path])
