package audit

// linker finds, picture by picture, the copies among those before.
type linker struct {
	smalls []*small
	hashes []uint64
	spare  []bool // of each picture: others before it are compared in its place
	spares int    // that the index still has
	index  *hashIndex
}

func newLinker(smalls []*small) *linker {
	l := &linker{smalls: smalls, hashes: make([]uint64, len(smalls)), spare: make([]bool, len(smalls))}
	for i, s := range smalls {
		l.hashes[i] = s.hash
	}
	l.makeIndex()
	return l
}

// makeIndex makes the index of all pictures but those to spare.
func (l *linker) makeIndex() {
	var numbers []int32
	for i, spare := range l.spare {
		if !spare {
			numbers = append(numbers, int32(i))
		}
	}
	l.index, l.spares = newHashIndex(l.hashes, numbers), 0
}

// setSpare says whether a picture is to spare.
func (l *linker) setSpare(number int, spare bool) {
	if spare {
		l.spare[number] = true
		l.spares++
	}
}

// thinOut takes the pictures to spare out of the index once they are half of it.
func (l *linker) thinOut() {
	if 2*l.spares > len(l.index.numbers) {
		l.makeIndex()
	}
}

// enough is how many pictures of a set of copies one must be a copy of, itself, to be to spare: whatever is a copy of it is then one of them,
// or of others like it. Frames of a film that moves on stay, since each is a copy of its neighbours alone.
const enough = 4

// foundCopies are the pictures that one is a copy of, one of each set, and whether it is to spare: a twin of one of them, or a copy of
// enough.
type foundCopies struct {
	copies []foundCopy
	spare  bool
}

type foundCopy struct {
	of       int
	mirrored bool
}

// findCopies compares a picture with those before it. setOf names the set of copies that a picture is in.
func (l *linker) findCopies(number int, setOf func(number int) int) (f foundCopies) {
	own := l.smalls[number]
	linked := map[int]int{} // sets, and of how many pictures of theirs this is a copy
	look := func(other int) {
		if l.spare[other] {
			return
		}
		set := setOf(other)
		if linked[set] == enough || f.spare && linked[set] > 0 {
			return
		}
		same, mirrored := l.smalls[other].isSame(own)
		if !same {
			return
		}
		if linked[set]++; linked[set] == 1 {
			f.copies = append(f.copies, foundCopy{other, mirrored})
		}
		f.spare = f.spare || linked[set] == enough || !mirrored && l.smalls[other].isTwin(own)
	}
	l.index.visitNear(own.hash, number, look)
	l.index.visitNear(own.mirror, number, look)
	return f
}
