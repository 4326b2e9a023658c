package audit

import "sync"

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
	cut    bool // whether it wasn't compared with all that look like it
}

type foundCopy struct {
	of       int
	mirrored bool
}

// findCopies compares a picture with those before it, those first whose hashes are nearest. setOf names the set of copies that a picture
// is in.
func (l *linker) findCopies(number int, setOf func(number int) int) (f foundCopies) {
	own := l.smalls[number]
	near := nearPool.Get().(*near)
	defer nearPool.Put(near)
	f.cut = l.gatherNear(near, own, number)
	linked := map[int]int{} // sets, and of how many pictures of theirs this is a copy
	compared := 0
	for _, others := range near {
		for _, other := range others {
			set := setOf(int(other))
			if linked[set] == enough || f.spare && linked[set] > 0 {
				continue
			}
			if compared == MostCompared {
				f.cut = true
				return f
			}
			compared++
			same, mirrored := l.smalls[other].isSame(own)
			if !same {
				continue
			}
			if linked[set]++; linked[set] == 1 {
				f.copies = append(f.copies, foundCopy{int(other), mirrored})
			}
			f.spare = f.spare || linked[set] == enough || !mirrored && l.smalls[other].isTwin(own)
		}
	}
	return f
}

const (
	// MostCompared is how many pictures that look like it one is compared with: those whose hashes are nearest, of the first mostNear that are
	// near. All pairs of many pictures that are alike, and no copies, would take as long as the square of their number.
	MostCompared = 1024
	mostNear     = 16 * MostCompared
)

// near are pictures by how many bits their hashes differ from one.
type near [reach + 1][]int32

var nearPool = sync.Pool{New: func() any { return new(near) }}

// gatherNear lists the pictures before one, without those to spare, whose hashes are near to its own or to its mirror image's. It says
// whether there were more.
func (l *linker) gatherNear(n *near, own *small, number int) (more bool) {
	for i := range n {
		n[i] = n[i][:0]
	}
	for _, hash := range [2]uint64{own.hash, own.mirror} {
		seen := 0
		l.index.visitNear(hash, number, func(other, differing int) bool {
			if l.spare[other] {
				return true
			}
			if seen == mostNear {
				more = true
				return false
			}
			seen++
			n[differing] = append(n[differing], int32(other))
			return true
		})
	}
	return more
}
