"""Merkle trees of RFC 6962, section 2: hashes, which nodes a proof needs, and the checking of proofs.

A range of leaves is (start, end), the end left out. A node is (level, place): the root of the complete subtree over
the 2**level leaves from place * 2**level on. Nodes never change once the tree has grown past them.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence

Range = tuple[int, int]
Node = tuple[int, int]

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf: SHA-256 of a zero byte and its content."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node: SHA-256 of a one byte and both its children's hashes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that grows leaf by leaf and knows its root; it holds one hash a level."""

    def __init__(self) -> None:
        self.size = 0
        self._complete: list[tuple[int, bytes]] = []

    def append(self, leaf: bytes) -> None:
        """Take in the next leaf's hash."""
        level, made = 0, leaf
        while self._complete and self._complete[-1][0] == level:
            made = node_hash(self._complete.pop()[1], made)
            level += 1
        self._complete.append((level, made))
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root over all leaves so far."""
        return fold([made for _, made in self._complete])


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over these leaves' hashes."""
    tree = Tree()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root


def fold(subtrees: Sequence[bytes]) -> bytes:
    """The root over neighbouring complete subtrees, the largest first."""
    if not subtrees:
        return EMPTY_ROOT
    made = subtrees[-1]
    for left in reversed(subtrees[:-1]):
        made = node_hash(left, made)
    return made


def nodes(of: Range) -> tuple[Node, ...]:
    """The complete subtrees, largest first, that make up a range as it comes in a path."""
    start, end = of
    found: list[Node] = []
    while start < end:
        level = (end - start).bit_length() - 1
        found.append((level, start >> level))
        start += 1 << level
    return tuple(found)


def _middle(start: int, end: int) -> int:
    """Where a range parts: after the largest power of two that is less than its width."""
    return start + (1 << ((end - start - 1).bit_length() - 1))


def inclusion_ranges(index: int, size: int) -> tuple[Range, ...]:
    """The ranges whose roots prove that a leaf is in the tree of that size, in order (RFC 6962, section 2.1.1).

    Raises:
        ValueError: the leaf is not in a tree of that size.
    """
    if not 0 <= index < size:
        raise ValueError("the leaf is outside the tree")
    start, end, found = 0, size, list[Range]()
    while end - start > 1:
        middle = _middle(start, end)
        if index < middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start = middle
    return tuple(reversed(found))


def consistency_ranges(old: int, new: int) -> tuple[Range, ...]:
    """The ranges whose roots prove that one tree is the beginning of another (RFC 6962, section 2.1.2).

    Raises:
        ValueError: the earlier tree is empty, or larger than the later one.
    """
    if not 0 < old <= new:
        raise ValueError("the first tree is no beginning of the second")
    start, end, found, whole = 0, new, list[Range](), True
    while old != end:
        middle = _middle(start, end)
        if old <= middle:
            found.append((middle, end))
            end = middle
        else:
            found.append((start, middle))
            start, whole = middle, False
    if not whole:
        found.append((start, end))
    return tuple(reversed(found))


def path(ranges: Sequence[Range], hash_of: Callable[[Node], bytes]) -> tuple[bytes, ...]:
    """The hashes of a proof, given the tree's complete subtrees."""
    return tuple(fold([hash_of(node) for node in nodes(one)]) for one in ranges)


def needed(ranges: Iterable[Range]) -> Iterator[Node]:
    """The nodes that a proof over these ranges is made of."""
    for one in ranges:
        yield from nodes(one)


def is_included(*, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that leaf at that place of the tree with that root (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, made = index, size - 1, leaf
    for beside in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            made = node_hash(beside, made)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            made = node_hash(made, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and made == root


def is_consistent(*, old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether the proof shows the earlier tree to be the beginning of the later one (RFC 9162, section 2.1.4.2)."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    hashes = list(proof) if old & (old - 1) else [old_root, *proof]
    if not hashes:
        return False
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = hashes[0]
    for beside in hashes[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node_hash(beside, first), node_hash(beside, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node_hash(second, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and (first, second) == (old_root, new_root)
