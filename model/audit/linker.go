package audit

import "slices"

// linker finds, picture by picture, the copies among those before.
type linker struct {
	smalls []*small
	hashes []uint64
	twin   []bool // of each picture: it is a twin of one before, which is compared in its place
	twins  int    // that the index still has
	index  *hashIndex
}

func newLinker(smalls []*small) *linker {
	l := &linker{smalls: smalls, hashes: make([]uint64, len(smalls)), twin: make([]bool, len(smalls))}
	for i, s := range smalls {
		l.hashes[i] = s.hash
	}
	l.makeIndex()
	return l
}

// makeIndex makes the index of all pictures but twins.
func (l *linker) makeIndex() {
	numbers := make([]int32, 0, len(l.smalls)-l.twins)
	for i, twin := range l.twin {
		if !twin {
			numbers = append(numbers, int32(i))
		}
	}
	l.index, l.twins = newHashIndex(l.hashes, numbers), 0
}

// setTwin says whether a picture is a twin.
func (l *linker) setTwin(number int, twin bool) {
	if twin {
		l.twin[number] = true
		l.twins++
	}
}

// thinOut takes the twins out of the index once they are half of it.
func (l *linker) thinOut() {
	if 2*l.twins > len(l.index.numbers) {
		l.makeIndex()
	}
}

// foundCopies are the pictures that one is a copy of, one of each set, and whether it is a twin of any.
type foundCopies struct {
	copies []foundCopy
	twin   bool
}

type foundCopy struct {
	of       int
	mirrored bool
}

// findCopies compares a picture with those before it. setOf names the set of copies that a picture is in.
func (l *linker) findCopies(number int, setOf func(number int) int) (f foundCopies) {
	own := l.smalls[number]
	var sets []int // that it is linked to
	look := func(other int) {
		if l.twin[other] {
			return
		}
		set := setOf(other)
		if slices.Contains(sets, set) {
			return
		}
		if same, mirrored := l.smalls[other].isSame(own); same {
			f.copies, sets = append(f.copies, foundCopy{other, mirrored}), append(sets, set)
			f.twin = f.twin || !mirrored && l.smalls[other].isTwin(own)
		}
	}
	l.index.visitNear(own.hash, number, look)
	l.index.visitNear(own.mirror, number, look)
	return f
}
