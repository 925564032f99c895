"""What is stored of the tree makes the very roots and proofs that all its leaves make."""

from random import Random

import pytest

from shared.chain.merkle import leaf_hash, root
from shared.chain.proofs import consistency_proof, inclusion_proof
from shared.errors import ChainBroken
from shared.store.tree import BLOCK, Tree, current

# No row is read here but for its link: these are rows as they lie in a log, without what makes them events.
ROW = "INSERT INTO stored_events VALUES (?, ?, 1, 'own', ?, ?, ?, ?)"


def filled(log, first, last):
    """Rows at these positions; returns their leaves."""
    links = [position.to_bytes(32, "big") for position in range(first, last + 1)]
    rows = [
        (position, position.to_bytes(16, "big"), bytes(80), position.to_bytes(16, "big"), bytes(8), link)
        for position, link in enumerate(links, start=first)
    ]
    with log.writing() as cursor:
        cursor.executemany(ROW, rows)
    return [leaf_hash(link) for link in links]


@pytest.mark.parametrize("sizes", [(0,), (1, 2), (255, 256, 257), (511, 1024, 2047), (3 * BLOCK, 7 * BLOCK + 1, 2100)])
def test_roots_and_proofs_are_those_of_all_leaves(log, sizes, seed):
    draw = Random(seed)
    leaves = []
    for size in sizes:
        leaves += filled(log, len(leaves) + 1, size)
        assert current(log) == (size, root(leaves))
        with log.reading() as cursor:
            tree = Tree(cursor)
            assert tree.covered == size // BLOCK * BLOCK
            for _ in range(20 if size else 0):
                smaller = draw.randint(1, size)
                index = draw.randrange(smaller)
                assert tree.root(smaller) == root(leaves[:smaller])
                assert tree.inclusion(index, smaller) == inclusion_proof(leaves[:smaller], index)
                assert tree.consistency(index, smaller) == consistency_proof(leaves[:smaller], index)


def test_a_tree_that_was_never_stored_gives_the_same(log):
    leaves = filled(log, 1, 3 * BLOCK + 5)
    with log.reading() as cursor:
        tree = Tree(cursor)
        assert tree.covered == 0
        assert tree.root() == root(leaves)
        assert tree.inclusion(300, 700) == inclusion_proof(leaves[:700], 300)


def test_two_processes_that_keep_it_at_once_keep_the_same(log, open_log):
    leaves = filled(log, 1, 5 * BLOCK)
    with log.walking() as cursor:
        both = [list(Tree(cursor).missing()) for _ in range(2)]
    assert both[0] == both[1]
    assert len(both[0]) == 5 + 2 + 1
    assert current(log) == current(open_log("intake")) == (5 * BLOCK, root(leaves))


def test_a_missing_row_is_not_passed_over(log):
    filled(log, 1, BLOCK + 10)
    with log.writing() as cursor:
        cursor.execute("DELETE FROM stored_events WHERE position = 7")
    with pytest.raises(ChainBroken):
        current(log)
