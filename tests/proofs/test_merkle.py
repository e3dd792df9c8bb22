"""Trees and proofs, held to the definitions of RFC 6962 told as they stand there."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from proofs import merkle

LEAVES = st.lists(st.binary(max_size=8).map(merkle.leaf_hash), min_size=1, max_size=70)


def _parts_at(size: int) -> int:
    """The largest power of two less than the size."""
    k = 1
    while k * 2 < size:
        k *= 2
    return k


def naive_root(leaves: list[bytes]) -> bytes:
    """MTH of section 2.1."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = _parts_at(len(leaves))
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(m: int, leaves: list[bytes]) -> list[bytes]:
    """PATH of section 2.1.1."""
    if len(leaves) == 1:
        return []
    k = _parts_at(len(leaves))
    if m < k:
        return [*naive_path(m, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(m - k, leaves[k:]), naive_root(leaves[:k])]


def naive_proof(m: int, leaves: list[bytes], *, whole: bool = True) -> list[bytes]:
    """SUBPROOF of section 2.1.2."""
    if m == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = _parts_at(len(leaves))
    if m <= k:
        return [*naive_proof(m, leaves[:k], whole=whole), naive_root(leaves[k:])]
    return [*naive_proof(m - k, leaves[k:], whole=False), naive_root(leaves[:k])]


def stored(leaves: list[bytes]) -> dict[merkle.Node, bytes]:
    """Every complete subtree, as the database keeps them."""
    nodes = dict(enumerate(leaves))
    found, level = {(0, place): made for place, made in nodes.items()}, 0
    while len(nodes) > 1:
        nodes = {i // 2: merkle.node_hash(nodes[i], nodes[i + 1]) for i in range(0, len(nodes) - 1, 2)}
        level += 1
        found |= {(level, place): made for place, made in nodes.items()}
    return found


@given(LEAVES)
def test_the_root_is_that_of_the_definition(leaves: list[bytes]) -> None:
    assert merkle.root(leaves) == naive_root(leaves)
    nodes = stored(leaves)
    assert merkle.fold([nodes[node] for node in merkle.nodes((0, len(leaves)))]) == naive_root(leaves)


def test_the_empty_tree_has_the_root_of_nothing() -> None:
    assert merkle.root([]) == naive_root([]) == merkle.Tree().root


@given(LEAVES, st.data())
def test_a_leaf_is_proved_by_the_path_of_the_definition(leaves: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(leaves) - 1))
    nodes = stored(leaves)
    path = merkle.path(merkle.inclusion_ranges(index, len(leaves)), nodes.__getitem__)
    assert list(path) == naive_path(index, leaves)
    for leaf in (leaves[index], merkle.leaf_hash(b"another leaf")):
        said = merkle.is_included(leaf=leaf, index=index, size=len(leaves), proof=path, root=naive_root(leaves))
        assert said == (leaf == leaves[index])


@given(LEAVES, st.data())
def test_a_spoiled_path_proves_nothing(leaves: list[bytes], data: st.DataObject) -> None:
    size = len(leaves)
    index = data.draw(st.integers(0, size - 1))
    path, root = naive_path(index, leaves), naive_root(leaves)
    leaf = leaves[index]
    assert not merkle.is_included(leaf=leaf, index=index, size=size, proof=[*path, root], root=root)
    assert not merkle.is_included(leaf=leaf, index=size, size=size, proof=path, root=root)
    assert not merkle.is_included(leaf=leaf, index=-1, size=size, proof=path, root=root)
    if path:
        place = data.draw(st.integers(0, len(path) - 1))
        changed = [*path[:place], bytes(32), *path[place + 1 :]]
        assert not merkle.is_included(leaf=leaf, index=index, size=size, proof=changed, root=root)
        assert not merkle.is_included(leaf=leaf, index=index, size=size, proof=path[:-1], root=root)


@given(LEAVES, st.data())
def test_a_beginning_is_proved_by_the_proof_of_the_definition(leaves: list[bytes], data: st.DataObject) -> None:
    old = data.draw(st.integers(1, len(leaves)))
    nodes = stored(leaves)
    proof = merkle.path(merkle.consistency_ranges(old, len(leaves)), nodes.__getitem__)
    assert list(proof) == naive_proof(old, leaves)
    roots = {"old_root": naive_root(leaves[:old]), "new_root": naive_root(leaves)}
    assert merkle.is_consistent(old=old, new=len(leaves), proof=proof, **roots)
    assert not merkle.is_consistent(old=old, new=len(leaves), proof=[*proof, bytes(32)], **roots)
    if old < len(leaves):
        assert not merkle.is_consistent(old=old, new=len(leaves), proof=proof, **{**roots, "old_root": bytes(32)})
        assert not merkle.is_consistent(old=old, new=len(leaves), proof=proof[:-1], **roots)


@given(LEAVES, st.data())
def test_no_proof_makes_one_tree_the_beginning_of_another(leaves: list[bytes], data: st.DataObject) -> None:
    """Whatever is changed in the old leaves: the honest proof does not fit it."""
    old = data.draw(st.integers(1, len(leaves)))
    place = data.draw(st.integers(0, old - 1))
    before = [*leaves[:place], merkle.leaf_hash(b"another leaf"), *leaves[place + 1 : old]]
    proof = naive_proof(old, leaves)
    roots = {"old_root": naive_root(before), "new_root": naive_root(leaves)}
    assert not merkle.is_consistent(old=old, new=len(leaves), proof=proof, **roots)


def test_there_is_no_proof_from_nothing_or_backwards() -> None:
    for old, new in ((0, 5), (6, 5), (-1, 5)):
        assert not merkle.is_consistent(old=old, new=new, old_root=b"", new_root=b"", proof=[])
        try:
            merkle.consistency_ranges(old, new)
        except ValueError:
            continue
        raise AssertionError((old, new))


def test_the_example_of_certificate_transparency() -> None:
    """The eight leaves of the reference implementation's test, and their roots."""
    leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    hashes = [merkle.leaf_hash(bytes.fromhex(one)) for one in leaves]
    assert merkle.root(hashes[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert merkle.root(hashes).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
