package audit

import "math/bits"

// hashIndex finds the hashes that differ from one by at most reach bits, by multi-index hashing (Norouzi, Punjani and Fleet, "Fast
// search in Hamming space with multi-index hashing", 2012). A hash has indexParts parts, each with a table of the hashes by that part. Of
// two hashes within reach, one part differs by at most partReach bits: more in all parts would be more than reach together.
//
// It is exact: what it leaves out is out of reach.
type hashIndex struct {
	numbers []int32  // of the hashes, ascending
	hashes  []uint64 // dealt, see dealBits
	tables  [indexParts]partTable
}

const (
	indexParts = 4
	partBits   = 64 / indexParts
	partReach  = reach / indexParts
)

// partTable are the places of the hashes in the index, in ascending order of a part and then of the places: those with part k are
// places[starts[k]:starts[k+1]].
type partTable struct {
	starts []int32
	places []int32
}

// partChanges are the numbers of partBits with at most partReach bits set.
var partChanges = listChanges()

func listChanges() (list []uint16) {
	for c := range 1 << partBits {
		if bits.OnesCount(uint(c)) <= partReach {
			list = append(list, uint16(c))
		}
	}
	return list
}

// partOf is a part of a hash.
func partOf(hash uint64, part int) uint16 { return uint16(hash >> (part * partBits)) }

// dealBits puts the bits of a hash in an order in which neighbours of its picture are in different parts: what lies side by side or
// below is alike, and parts of such bits would be alike in many pictures.
func dealBits(hash uint64) (dealt uint64) {
	for bit := range 64 {
		x, y := bit%8, bit/8
		part := (x + y) % indexParts
		dealt |= hash >> bit & 1 << (part*partBits + bit/indexParts)
	}
	return dealt
}

// newHashIndex makes an index of some of the hashes, those of ascending numbers.
func newHashIndex(hashes []uint64, numbers []int32) *hashIndex {
	x := &hashIndex{numbers: numbers, hashes: make([]uint64, len(numbers))}
	for i, number := range numbers {
		x.hashes[i] = dealBits(hashes[number])
	}
	for part := range x.tables {
		t := partTable{make([]int32, 1<<partBits+1), make([]int32, len(numbers))}
		for _, h := range x.hashes {
			t.starts[int(partOf(h, part))+1]++
		}
		for k := range 1 << partBits {
			t.starts[k+1] += t.starts[k]
		}
		next := append([]int32(nil), t.starts...)
		for i, h := range x.hashes {
			k := partOf(h, part)
			t.places[next[k]] = int32(i)
			next[k]++
		}
		x.tables[part] = t
	}
	return x
}

// visitNear shows the numbers below before of the hashes within reach of hash, and by how many bits they differ, once each, in no
// particular order, until visit says no.
func (x *hashIndex) visitNear(hash uint64, before int, visit func(number, differing int) bool) {
	hash = dealBits(hash)
	for part, t := range x.tables {
		own := partOf(hash, part)
		for _, change := range partChanges {
			k := int(own ^ change)
			for _, place := range t.places[t.starts[k]:t.starts[k+1]] {
				number := int(x.numbers[place])
				if number >= before {
					break
				}
				differs := hash ^ x.hashes[place]
				differing := bits.OnesCount64(differs)
				if differing <= reach && !foundEarlier(differs, part) && !visit(number, differing) {
					return
				}
			}
		}
	}
}

// foundEarlier tells whether hashes that differ so are found by an earlier part already.
func foundEarlier(differs uint64, part int) bool {
	for p := range part {
		if bits.OnesCount16(partOf(differs, p)) <= partReach {
			return true
		}
	}
	return false
}
